import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnimateOptions, animate } from '../../src/inference/animate.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import type { RenderEvent, RenderReport } from '../../src/inference/job.ts';
import { type AnimationSettingsInput, loopModes, parseSettings } from '../../src/inference/settings.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { code, writeTestBundle } from './test-bundle.ts';

let root: string;
let bundle: Bundle;
let photoPath: string;
let outputs: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'animate-'));
  bundle = await loadBundle(await writeTestBundle(join(root, 'bundle')), { device: 'cpu' });
  photoPath = await writePhoto(320, 180);
});
beforeEach(async () => {
  outputs = await mkdtemp(join(root, 'outputs-'));
});
afterAll(async () => {
  await bundle.close();
  await rm(root, { recursive: true });
});

async function writePhoto(width: number, height: number): Promise<string> {
  const { rgba } = generateLandscape({ width, height }).photo;
  const path = join(root, `${width}x${height}.png`);
  await sharp(rgba, { raw: { width, height, channels: 4 } }).toFile(path);
  return path;
}

function make(input: AnimationSettingsInput = {}, options: AnimateOptions = {}): Promise<RenderReport> {
  const settings = parseSettings({
    seconds: 0.6,
    motion: code(0.8, 0.1),
    encoderPreset: 'ultrafast',
    ...input,
  });
  const request = {
    photoPath,
    videoPath: join(outputs, 'video.mp4'),
    posterPath: join(outputs, 'poster.jpg'),
    settings,
  };
  return animate(bundle, request, options);
}

async function decodeFrames(): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const { data } of decodeVideo(join(outputs, 'video.mp4'))) frames.push(Uint8Array.from(data));
  return frames;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

describe.each(loopModes)('a %s video', (loop) => {
  test('has the frames that were asked for, and they move', async () => {
    const report = await make({ loop });
    expect(await probeVideo(join(outputs, 'video.mp4'))).toMatchObject({
      width: 320,
      height: 180,
      frames: 18,
      fps: 30,
    });
    expect(report).toMatchObject({ width: 320, height: 180, frames: 18, fps: 30, bundle: 'test@1.0.0' });
    const frames = await decodeFrames();
    expect(meanDifference(frames[0], frames[9])).toBeGreaterThan(1);
    expect(report.quality.meanSpeedPixels).toBeGreaterThan(0);
  });

  test(loop === 'crossfade' ? 'does not start with the photo' : 'starts with exactly the photo', async () => {
    const { quality } = await make({ loop });
    if (loop === 'crossfade') expect(quality.firstFrameMaxAbsError).toBeGreaterThan(0);
    else expect(quality.firstFrameMaxAbsError).toBe(0);
  });

  test(loop === 'none' ? 'ends elsewhere' : 'has no seam', async () => {
    const { quality } = await make({ loop });
    if (loop === 'none') expect(quality.seamRatio).toBeGreaterThan(1.5);
    else expect(quality.seamRatio).toBeLessThan(1.5);
  });
});

test('the poster is frame 0', async () => {
  const { posterBytes } = await make();
  const poster = await readFile(join(outputs, 'poster.jpg'));
  expect(poster.byteLength).toBe(posterBytes);
  const { data } = await sharp(poster).raw().toBuffer({ resolveWithObject: true });
  const photo = await sharp(photoPath).removeAlpha().raw().toBuffer();
  expect(meanDifference(data, photo)).toBeLessThan(3);
});

test('colours change and come back, and frame 0 keeps those of the photo', async () => {
  const appearance = [code(0), code(0.4, 0.2, 0, 0.3)];
  const { quality } = await make({ appearance });
  expect(quality.firstFrameMaxAbsError).toBe(0);
  expect(quality.seamRatio).toBeLessThan(1.5);
  const frames = await decodeFrames();
  const redness = (frame: Uint8Array) => frame.reduce((sum, value, i) => sum + (i % 4 === 0 ? value : 0), 0);
  expect(redness(frames[9]) / redness(frames[0])).toBeGreaterThan(1.05);
  expect(redness(frames[17]) / redness(frames[0])).toBeLessThan(1.02);
});

describe('the same settings', () => {
  test('give the same video, and another seed another one', async () => {
    const digest = async (seed: number) => {
      await make({ motion: 0.9, seed });
      return createHash('sha256')
        .update(await readFile(join(outputs, 'video.mp4')))
        .digest('hex');
    };
    const first = await digest(7);
    expect(await digest(7)).toBe(first);
    expect(await digest(8)).not.toBe(first);
  });
});

test.each([
  ['odd', 321, 181, 320, 180],
  ['portrait', 120, 320, 120, 320],
  ['panorama', 600, 100, 600, 100],
  ['small', 64, 64, 64, 64],
])('photos of %s size', async (_, width, height, evenWidth, evenHeight) => {
  const path = await writePhoto(width, height);
  const settings = parseSettings({ seconds: 0.2, motion: 1, encoderPreset: 'ultrafast' });
  const report = await animate(bundle, { photoPath: path, videoPath: join(outputs, 'video.mp4'), settings });
  expect(report).toMatchObject({ width: evenWidth, height: evenHeight, posterBytes: 0 });
  expect(report.quality.firstFrameMaxAbsError).toBe(0);
  expect(await readdir(outputs)).toEqual(['video.mp4']);
});

test('a video of another width keeps the aspect', async () => {
  expect(await make({ widthPixels: 200 })).toMatchObject({ width: 200, height: 112 });
});

test('a still bundle gives a still video that is its own loop', async () => {
  const { quality } = await make({ motion: code(0, 0) });
  expect(quality).toEqual({ firstFrameMaxAbsError: 0, seamRatio: 1, contrastKept: 1, meanSpeedPixels: 0 });
});

test('the photo is previewed as soon as it is decoded, every frame is counted', async () => {
  const events: RenderEvent[] = [];
  await make({ drive: 'recurrent' }, { onEvent: (event) => events.push(event) });
  const preview = events.findIndex(({ type }) => type === 'preview');
  const rendering = events.findIndex((event) => event.type === 'stage' && event.stage === 'rendering');
  expect(preview).toBeGreaterThan(0);
  expect(preview).toBeLessThan(rendering);
  expect(events[preview]).toMatchObject({ frame: 1, width: 320, height: 180 });
  expect(events.filter(({ type }) => type === 'progress')).toHaveLength(18);
});

describe('whatever goes wrong, nothing is left', () => {
  test.each(['predicting-motion', 'rendering', 'finishing'])(
    'when it is canceled while %s',
    async (stage) => {
      const cancellation = new AbortController();
      const onEvent = (event: RenderEvent) => {
        if (event.type === 'stage' && event.stage === stage) cancellation.abort();
      };
      const making = make({ drive: 'recurrent' }, { onEvent, signal: cancellation.signal });
      await expect(making).rejects.toMatchObject({ name: 'AbortError' });
      expect(await readdir(outputs)).toEqual([]);
    },
  );

  test('when a listener fails', async () => {
    const onEvent = (event: RenderEvent) => {
      if (event.type === 'progress' && event.frame === 5) throw new Error('nobody listens');
    };
    await expect(make({}, { onEvent })).rejects.toThrow('nobody listens');
    expect(await readdir(outputs)).toEqual([]);
  });

  test('when the width makes the video too large', async () => {
    photoPath = await writePhoto(64, 640);
    await expect(make({ widthPixels: 7680 })).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      path: ['widthPixels'],
    });
    photoPath = await writePhoto(320, 180);
    expect(await readdir(outputs)).toEqual([]);
  });

  test('when the disk is full', async ({ skip }) => {
    await using disk = await mountSmallDisk(1);
    if (!disk) return skip('Needs the right to mount a volume');
    outputs = disk.path;
    await expect(make({ lossless: true, seconds: 5 })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      isRetryable: true,
    });
    expect(await readdir(outputs)).toEqual([]);
  });
});
