import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateLandscape } from '../../../src/scenes/landscape.ts';
import { FrameSpool } from '../../../src/video/budget/spool.ts';
import { decodeVideo, probeVideo } from '../../../src/video/decoder.ts';
import { openVideoEncoder } from '../../../src/video/encoder.ts';
import type { VideoFormatName } from '../../../src/video/formats.ts';
import type { VideoEncoderSettings } from '../../../src/video/video.ts';
import { yuvOf } from '../pictures.ts';

const size = { width: 192, height: 108 };
const settings: VideoEncoderSettings = { ...size, fps: 25, crf: 14, preset: 'veryfast', threads: 2 };

let frames: Uint8Array[];
beforeAll(() => {
  const scene = generateLandscape(size);
  frames = Array.from({ length: 20 }, (_, frame) => yuvOf(scene.frameAt(frame / 5)));
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-budget-'));
  path = join(folder, 'video');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function encode(more: Partial<VideoEncoderSettings>) {
  const encoder = await openVideoEncoder(path, { ...settings, ...more });
  for (const frame of frames) await encoder.addFrame(frame);
  return encoder.finish();
}

const searched = [
  'mp4-h264',
  'mp4-hevc',
  'mp4-av1',
  'webm-av1',
  'webm-vp9',
  'animated-webp',
  'animated-avif',
  'gif',
] as const;

describe.each(searched)('a budget for %s', (format: VideoFormatName) => {
  it('is met, with no other file left', async () => {
    const { bytes } = await encode({ format });
    const maxBytes = Math.round(0.6 * bytes);
    const finished = await encode({ format, maxBytes });
    expect(finished.missedBudgetBytes).toBeUndefined();
    expect(finished.bytes).toBe((await stat(path)).size);
    expect(finished.bytes).toBeLessThanOrEqual(maxBytes);
    // WebP takes pixels for the same that differ by some whole number of levels: where that steps, so does the size.
    expect(finished.bytes).toBeGreaterThan((format === 'animated-webp' ? 0.4 : 0.8) * maxBytes);
    expect(await readdir(folder)).toEqual(['video']);
    let count = 0;
    for await (const _ of decodeVideo(path)) count++;
    // WebP shows a frame for longer where the next has become the same.
    if (format !== 'animated-webp') expect(count).toBe(frames.length);
  });

  it('that is too small gives the smallest file, and the excess', async () => {
    const finished = await encode({ format, maxBytes: 50 });
    expect(finished.missedBudgetBytes).toBe(finished.bytes - 50);
    expect(finished.bytes).toBe((await stat(path)).size);
  });
});

it('with enough bytes changes nothing', async () => {
  await encode({ threads: 1 });
  const free = await readFile(path);
  const finished = await encode({ threads: 1, maxBytes: 10_000_000 });
  expect(finished.missedBudgetBytes).toBeUndefined();
  expect(Buffer.compare(await readFile(path), free)).toBe(0);
});

it('encoding after the last frame makes the same file, and reports each frame', async () => {
  const av1 = { format: 'mp4-av1', preset: 'ultrafast' } as const;
  await encode(av1);
  const atOnce = await readFile(path);
  const encoder = await openVideoEncoder(path, { ...settings, ...av1, isPostponed: true });
  for (const frame of frames) await encoder.addFrame(frame);
  let encoded = 0;
  await encoder.finish(() => encoded++);
  expect(encoded).toBe(frames.length);
  expect(Buffer.compare(await readFile(path), atOnce)).toBe(0);
  expect(await readdir(folder)).toEqual(['video']);
});

it('formats of fixed quality report their excess', async () => {
  const finished = await encode({ format: 'mov-prores', maxBytes: 1000 });
  expect(finished.missedBudgetBytes).toBe(finished.bytes - 1000);
});

it('needs little memory while frames arrive, and removes everything when aborted then', async () => {
  const encoder = await openVideoEncoder(path, { ...settings, maxBytes: 5000 });
  for (const frame of frames) await encoder.addFrame(frame);
  expect(await readdir(folder)).toEqual(['video.frames.partial']);
  await encoder.abort();
  expect(await readdir(folder)).toEqual([]);
});

it('removes everything when aborted during the search', async () => {
  const encoder = await openVideoEncoder(path, { ...settings, maxBytes: 5000 });
  for (const frame of frames) await encoder.addFrame(frame);
  const finishing = encoder.finish();
  const failed = expect(finishing).rejects.toThrow('The video was aborted while it was being finished');
  await encoder.abort();
  await failed;
  expect(await readdir(folder)).toEqual([]);
  await encoder.abort();
});

it('keeps a finished file when aborted afterwards', async () => {
  const encoder = await openVideoEncoder(path, { ...settings, maxBytes: 5000 });
  for (const frame of frames) await encoder.addFrame(frame);
  await encoder.finish();
  await encoder.abort();
  expect(await probeVideo(path)).toMatchObject(size);
});

it.each([false, true])('a spool returns its input, bit for bit (alpha: %s)', async (hasAlpha) => {
  const format = hasAlpha ? 'webm-vp9-alpha' : 'mp4-h264';
  const alphaOf = (index: number) =>
    hasAlpha
      ? Uint8Array.from({ length: size.width * size.height }, (_, at) => (at * 7 + index) % 256)
      : undefined;
  const spool = await FrameSpool.open(path, { ...settings, format });
  for (const [index, frame] of frames.entries()) await spool.addFrame(frame, alphaOf(index));
  await spool.finish();
  for (let pass = 0; pass < 2; pass++) {
    let count = 0;
    for await (const { index, yuv, alpha } of spool.frames()) {
      expect(Buffer.compare(yuv, frames[index])).toBe(0);
      expect(alpha && Buffer.compare(alpha, alphaOf(index) as Uint8Array)).toBe(hasAlpha ? 0 : undefined);
      count++;
    }
    expect(count).toBe(frames.length);
  }
  await spool.remove();
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ['mp4-av1', undefined],
  ['webm-vp9', undefined],
  ['png-frames', undefined],
  ['mp4-h264', 1_000_000],
] as const)('%s uses no more memory after 600 frames than after 150', async (format, maxBytes) => {
  const [width, height] = [384, 216];
  const encoder = await openVideoEncoder(path, {
    ...settings,
    width,
    height,
    format,
    maxBytes,
    preset: 'ultrafast',
  });
  const frame = new Uint8Array(width * height * 1.5).fill(120);
  let early = 0;
  for (let index = 0; index < 600; index++) {
    frame[5000] = index;
    await encoder.addFrame(frame);
    if (index === 150) early = process.memoryUsage().rss;
  }
  // A single frame kept each time would add 56 MB.
  expect(process.memoryUsage().rss - early).toBeLessThan(30e6);
  await encoder.finish();
});

it('frames are stored uncompressed if they are few, and compressed otherwise', async () => {
  const sizeWith = async (count: number | undefined) => {
    const spool = await FrameSpool.open(path, { ...settings, frames: count });
    for (const frame of frames) await spool.addFrame(frame);
    await spool.finish();
    const { size: bytes } = await stat(path);
    let index = 0;
    for await (const { yuv } of spool.frames()) expect(Buffer.compare(yuv, frames[index++])).toBe(0);
    expect(index).toBe(frames.length);
    await spool.remove();
    return bytes;
  };
  const raw = frames.length * frames[0].length;
  expect(await sizeWith(frames.length)).toBeGreaterThan(raw);
  expect(await sizeWith(undefined)).toBeLessThan(raw / 2);
  expect(await sizeWith(1e6)).toBeLessThan(raw / 2);
});
