import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AnimateOptions, animate } from '../../src/inference/animate.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import type { RenderEvent, RenderReport, RenderRequest } from '../../src/inference/job.ts';
import { loopModes, loops } from '../../src/inference/loop.ts';
import { type AnimationSettingsInput, parseSettings } from '../../src/inference/settings.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { code, sceneSide, writeTestBundle } from './test-bundle.ts';

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

function make(
  input: AnimationSettingsInput = {},
  options: AnimateOptions = {},
  madeWith = bundle,
): Promise<RenderReport> {
  const settings = parseSettings({
    seconds: 0.6,
    motion: code(0.8, 0.1),
    encoderPreset: 'ultrafast',
    ...input,
  });
  const request: RenderRequest = {
    photoPath,
    folder: outputs,
    outputs: [
      { format: 'mp4-h264', fileName: 'video.mp4' },
      { format: 'jpeg', fileName: 'poster.jpg' },
    ],
    settings,
  };
  return animate(madeWith, request, options);
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
  test('has the requested number of frames, and they move', async () => {
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
    // Judged on the file that was written.
    expect(report.quality.movingChange).toBeGreaterThan(0);
    expect(report.quality.movingShare).toBeGreaterThan(0.05);
  });

  test(
    loops[loop].startsWithPhoto ? 'starts with exactly the photo' : 'does not start with the photo',
    async () => {
      const { quality } = await make({ loop });
      if (!loops[loop].startsWithPhoto) expect(quality.firstFrameMaxAbsError).toBeGreaterThan(0);
      else expect(quality.firstFrameMaxAbsError).toBe(0);
    },
  );

  test(loop === 'none' ? 'ends elsewhere' : 'has no seam', async () => {
    const { quality } = await make({ loop });
    if (loop === 'none') expect(quality.seamRatio).toBeGreaterThan(1.5);
    else expect(quality.seamRatio).toBeLessThan(1.5);
  });
});

test('the poster is frame 0', async () => {
  const [, { bytes }] = (await make()).outputs;
  const poster = await readFile(join(outputs, 'poster.jpg'));
  expect(poster.byteLength).toBe(bytes);
  const { data } = await sharp(poster).raw().toBuffer({ resolveWithObject: true });
  const photo = await sharp(photoPath).removeAlpha().raw().toBuffer();
  expect(meanDifference(data, photo)).toBeLessThan(3);
});

test('colours change and return, and frame 0 has those of the photo', async () => {
  const appearance = [code(0), code(0.4, 0.2, 0, 0.3)];
  const { quality } = await make({ appearance });
  expect(quality.firstFrameMaxAbsError).toBe(0);
  expect(quality.seamRatio).toBeLessThan(1.5);
  const frames = await decodeFrames();
  const redness = (frame: Uint8Array) => frame.reduce((sum, value, i) => sum + (i % 4 === 0 ? value : 0), 0);
  expect(redness(frames[9]) / redness(frames[0])).toBeGreaterThan(1.05);
  expect(redness(frames[17]) / redness(frames[0])).toBeLessThan(1.02);
});

describe('light by looks', () => {
  const lookNamed = (name: string) => ({
    name,
    look: builtInLooks.find((known) => known.name === name)?.look ?? {},
  });
  const brightness = (frame: Uint8Array) => frame.reduce((sum, value) => sum + value, 0) / frame.length;

  test('changes to night and back, and frame 0 is the photo', async () => {
    const { quality } = await make({ appearance: { moments: [lookNamed('moonlit-night')] } });
    expect(quality.firstFrameMaxAbsError).toBe(0);
    expect(quality.seamRatio).toBeLessThan(1.5);
    const frames = await decodeFrames();
    expect(brightness(frames[9])).toBeLessThan(0.75 * brightness(frames[0]));
    expect(Math.abs(brightness(frames[17]) - brightness(frames[0]))).toBeLessThan(5);
  });

  test('is constant from the first frame to the last if held', async () => {
    const { quality } = await make({ appearance: { moments: [lookNamed('blue-hour')], course: 'held' } });
    expect(quality.firstFrameMaxAbsError).toBeGreaterThan(20);
    const frames = await decodeFrames();
    expect(Math.abs(brightness(frames[9]) - brightness(frames[0]))).toBeLessThan(3);
  });
});

describe('the same settings', () => {
  test('give the same video, and another seed gives another one', async () => {
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
])('accepts photos of %s size', async (_, width, height, evenWidth, evenHeight) => {
  const path = await writePhoto(width, height);
  const settings = parseSettings({ seconds: 0.2, motion: 1, encoderPreset: 'ultrafast' });
  const wanted = [{ format: 'mp4-h264' as const, fileName: 'video.mp4' }];
  const request = { photoPath: path, folder: outputs, outputs: wanted, settings };
  const report = await animate(bundle, request);
  const size = { width: evenWidth, height: evenHeight };
  expect(report).toMatchObject({ ...size, outputs: [size] });
  expect(report.quality.firstFrameMaxAbsError).toBe(0);
  expect(await readdir(outputs)).toEqual(['video.mp4']);
});

test('a video of another width keeps the aspect', async () => {
  expect(await make({ widthPixels: 200 })).toMatchObject({ width: 200, height: 112 });
});

test('a static bundle makes a static video with a perfect loop', async () => {
  const { quality, warnings } = await make({ motion: code(0, 0) });
  expect(warnings.map((warning) => warning.code)).toEqual(['NOTHING_MOVES']);
  expect(quality).toMatchObject({
    firstFrameMaxAbsError: 0,
    seamRatio: 1,
    contrastKept: 1,
    meanSpeedPixels: 0,
  });
});

describe('a bundle with regions', () => {
  const landscape = generateLandscape({ width: 320, height: 180 });
  const waterRow = Math.round(0.64 * 180);
  /** Pixels of the landscape whose surroundings are all of one kind. */
  const surely = (kind: 'land' | 'sky' | 'water') => (pixel: number) => {
    const [x, y] = [pixel % 320, Math.floor(pixel / 320)];
    if (x < 8 || y < 8 || x >= 312 || y >= 172) return false;
    if (kind !== 'land' && y < waterRow + 8 !== (kind === 'sky' && y < waterRow - 8)) return false;
    for (let near = -8; near <= 8; near += 2) {
      for (const at of [pixel + near, pixel + near * 320])
        if ((landscape.movingMask[at] === 0) !== (kind === 'land')) return false;
    }
    return true;
  };

  /** Loads a bundle whose scene network says what is sky, water and land in the landscape, or that all is land. */
  async function loadScene(hasRegions: boolean): Promise<Bundle> {
    const points = sceneSide ** 2;
    const scene = new Float32Array(4 * points);
    for (let point = 0; point < points; point++) {
      const x = Math.floor((((point % sceneSide) + 0.5) * 320) / sceneSide);
      const y = Math.floor(((Math.floor(point / sceneSide) + 0.5) * 180) / sceneSide);
      const moves = hasRegions ? landscape.movingMask[y * 320 + x] / 255 : 0;
      scene[point] = 1 - moves;
      scene[(y < waterRow ? 1 : 2) * points + point] = moves;
    }
    const directory = join(root, hasRegions ? 'scene' : 'land');
    return loadBundle(await writeTestBundle(directory, { scene }), { device: 'cpu' });
  }

  /** Mean change of the green of chosen pixels between two frames; the encoder has refined both since the key frame. */
  function changeOf(frames: Uint8Array[], isChosen: (pixel: number) => boolean): number {
    let [sum, count] = [0, 0];
    for (let pixel = 0; pixel < 320 * 180; pixel++) {
      if (!isChosen(pixel)) continue;
      sum += Math.abs(frames[13][4 * pixel + 1] - frames[4][4 * pixel + 1]);
      count++;
    }
    expect(count).toBeGreaterThan(500);
    return sum / count;
  }

  let regions: Bundle;
  beforeAll(async () => {
    regions = await loadScene(true);
    return () => regions.close();
  });

  test('moves sky and water, and keeps land still', async () => {
    const { quality } = await make({ crf: 10 }, {}, regions);
    expect(quality.firstFrameMaxAbsError).toBe(0);
    expect(quality.seamRatio).toBeLessThan(1.5);
    const frames = await decodeFrames();
    expect(changeOf(frames, surely('sky'))).toBeGreaterThan(2);
    expect(changeOf(frames, surely('water'))).toBeGreaterThan(2);
    expect(changeOf(frames, surely('land'))).toBeLessThan(0.6);
  });

  test('makes a static video of a photo that is all land, whatever flow is predicted', async () => {
    const land = await loadScene(false);
    const { quality } = await make({ crf: 10 }, {}, land).finally(() => land.close());
    expect(quality).toMatchObject({
      firstFrameMaxAbsError: 0,
      seamRatio: 1,
      contrastKept: 1,
      meanSpeedPixels: 0,
    });
    expect(await probeVideo(join(outputs, 'video.mp4'))).toMatchObject({
      width: 320,
      height: 180,
      frames: 18,
    });
    const frames = await decodeFrames();
    expect(changeOf(frames, () => true)).toBeLessThan(0.6);
  });
});

test('previews the photo as soon as it is decoded, and counts every frame', async () => {
  const events: RenderEvent[] = [];
  await make({ drive: 'recurrent' }, { onEvent: (event) => events.push(event) });
  const preview = events.findIndex(({ type }) => type === 'preview');
  const rendering = events.findIndex((event) => event.type === 'stage' && event.stage === 'rendering');
  expect(preview).toBeGreaterThan(0);
  expect(preview).toBeLessThan(rendering);
  expect(events[preview]).toMatchObject({ frame: 1, width: 320, height: 180 });
  expect(events.filter(({ type }) => type === 'progress')).toHaveLength(18);
});

describe('leaves nothing after a failure', () => {
  test.each(['predicting-motion', 'rendering', 'finishing'])('when canceled while %s', async (stage) => {
    const cancellation = new AbortController();
    const onEvent = (event: RenderEvent) => {
      if (event.type === 'stage' && event.stage === stage) cancellation.abort();
    };
    const making = make({ drive: 'recurrent' }, { onEvent, signal: cancellation.signal });
    await expect(making).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(outputs)).toEqual([]);
  });

  test('of a listener', async () => {
    const onEvent = (event: RenderEvent) => {
      if (event.type === 'progress' && event.frame === 5) throw new Error('nobody listens');
    };
    await expect(make({}, { onEvent })).rejects.toThrow('nobody listens');
    expect(await readdir(outputs)).toEqual([]);
  });

  test('caused by a width that makes the video too large', async () => {
    photoPath = await writePhoto(64, 640);
    await expect(make({ widthPixels: 7680 })).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      path: ['widthPixels'],
    });
    photoPath = await writePhoto(320, 180);
    expect(await readdir(outputs)).toEqual([]);
  });

  test('caused by a full disk', async ({ skip }) => {
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
