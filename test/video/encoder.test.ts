import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AVERROR_ENOSPC } from 'node-av/constants';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isStorageFull } from '../../src/errors.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { check } from '../../src/video/ffmpeg.ts';
import type { VideoEncoderSettings } from '../../src/video/video.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { boxAt, boxesIn } from './boxes.ts';
import { numberedFrame, numberOf, psnr, yuvOf } from './pictures.ts';

const small: VideoEncoderSettings = { width: 128, height: 72, fps: 30, crf: 20, preset: 'veryfast' };

describe('openVideoEncoder', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-video-'));
    path = join(folder, 'video.mp4');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function encodeNumbered(frames: number, settings: VideoEncoderSettings = small): Promise<number> {
    const encoder = await openVideoEncoder(path, settings);
    for (let index = 0; index < frames; index++) {
      await encoder.addFrame(numberedFrame(settings.width, settings.height, index));
    }
    return (await encoder.finish()).bytes;
  }

  it('writes every frame in order, at exact times, and reports the size of the file', async () => {
    const bytes = await encodeNumbered(50);
    expect((await stat(path)).size).toBe(bytes);
    const seen: [number, number][] = [];
    for await (const frame of decodeVideo(path, { layout: 'yuv420' })) {
      seen.push([numberOf(frame.data, frame.width), frame.seconds]);
    }
    expect(seen.map(([number]) => number)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    for (const [number, seconds] of seen) expect(seconds).toBeCloseTo(number / 30, 6);
  });

  it.each([
    ['crf 16', 16, 'medium', 44],
    ['crf 20', 20, 'veryfast', 40],
    ['crf 30', 30, 'ultrafast', 33],
  ] as const)('keeps a moving landscape close to the original at %s', async (_, crf, preset, least) => {
    const [width, height] = [320, 180];
    const scene = generateLandscape({ width, height });
    const sources = [0, 1, 2, 3, 4, 5].map((t) => yuvOf(scene.frameAt(t)));
    const encoder = await openVideoEncoder(path, { width, height, fps: 30, crf, preset });
    for (const yuv of sources) await encoder.addFrame(yuv);
    await encoder.finish();
    for await (const frame of decodeVideo(path, { layout: 'yuv420' })) {
      expect(psnr(frame.data, sources[frame.index])).toBeGreaterThan(least);
    }
  });

  it('is lossless at crf 0', async () => {
    const scene = generateLandscape({ width: 128, height: 72 });
    const sources = [0, 1, 2].map((t) => yuvOf(scene.frameAt(t)));
    const encoder = await openVideoEncoder(path, { ...small, crf: 0 });
    for (const yuv of sources) await encoder.addFrame(yuv);
    await encoder.finish();
    for await (const { index, data } of decodeVideo(path, { layout: 'yuv420' })) {
      expect(Buffer.compare(data, sources[index])).toBe(0);
    }
  });

  it('keeps the colours', async () => {
    const [width, height] = [64, 64];
    for (const colour of [
      [200, 40, 30],
      [40, 160, 60],
      [30, 60, 200],
      [250, 250, 250],
    ]) {
      const rgba = new Uint8Array(width * height * 4).map((_, at) => colour[at % 4] ?? 255);
      const encoder = await openVideoEncoder(path, { ...small, width, height, crf: 10 });
      await encoder.addFrame(yuvOf({ width, height, rgba }));
      await encoder.finish();
      for await (const frame of decodeVideo(path)) {
        for (const channel of [0, 1, 2]) {
          expect(Math.abs(frame.data[4 * 1000 + channel] - colour[channel])).toBeLessThanOrEqual(3);
        }
      }
    }
  });

  it.each([
    [24, 24, 1],
    [23.976, 24_000, 1001],
    [29.97, 30_000, 1001],
    [12.5, 25, 2],
    [60, 60, 1],
    [1, 1, 1],
  ])('keeps %f frames per second exactly constant', async (fps, numerator, denominator) => {
    await encodeNumbered(31, { ...small, fps });
    const facts = await probeVideo(path);
    expect(facts.frameRate).toEqual({ numerator, denominator });
    expect(facts).toMatchObject({ frames: 31, width: 128, height: 72, startSeconds: 0 });
    expect(facts.durationSeconds).toBeCloseTo((31 * denominator) / numerator, 9);
    for await (const { index, seconds } of decodeVideo(path)) {
      expect(seconds).toBeCloseTo((index * denominator) / numerator, 9);
    }
  });

  it('tags BT.709 in the stream and in the container, index in front, nothing cut at start or end', async () => {
    await encodeNumbered(45);
    const facts = await probeVideo(path);
    expect(facts).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p' });
    expect(facts.colour).toEqual({ primaries: 1, transfer: 1, matrix: 1, range: 1 });
    const file = await readFile(path);
    const order = boxesIn(file).map((box) => box.type);
    expect(order.indexOf('moov')).toBeLessThan(order.indexOf('mdat'));
    const track = 'moov/trak/mdia/minf/stbl/stsd/avc1';
    expect(boxAt(file, `${track}/colr`).body.toString('latin1')).toBe('nclx\0\x01\0\x01\0\x01\0');
    // AVCProfileIndication in the decoder configuration: 100 is High.
    expect(boxAt(file, `${track}/avcC`).body[1]).toBe(100);
    expectExactEditList(file, 45);
  });

  /** One edit that starts at the first frame shown and lasts all frames (ISO/IEC 14496-12 §8.6.6). */
  function expectExactEditList(file: Buffer, frames: number): void {
    const edits = boxAt(file, 'moov/trak/edts/elst').body;
    expect(edits.readUInt32BE(4)).toBe(1);
    const [length, start] = [edits.readUInt32BE(8), edits.readUInt32BE(12)];
    const ticksPerSecond = boxAt(file, 'moov/mvhd').body.readUInt32BE(12);
    expect(length / ticksPerSecond).toBeCloseTo(frames / 30, 9);
    const firstOffset = boxAt(file, 'moov/trak/mdia/minf/stbl/ctts').body.readUInt32BE(12);
    expect(start).toBe(firstOffset);
  }

  it('starts a closed group of pictures every eight seconds, and none in a video of the default length', async () => {
    expect(await keyFramesOf(200, 10)).toEqual([0, 80, 160]);
    expect(await keyFramesOf(240, 30)).toEqual([0]);
  });

  async function keyFramesOf(frames: number, fps: number): Promise<number[]> {
    await encodeNumbered(frames, { ...small, fps });
    const keyFrames = boxAt(await readFile(path), 'moov/trak/mdia/minf/stbl/stss').body;
    const count = keyFrames.readUInt32BE(4);
    return Array.from({ length: count }, (_, entry) => keyFrames.readUInt32BE(8 + 4 * entry) - 1);
  }

  it('supports a video of one frame, of few, and of an odd shape', async () => {
    for (const [frames, width, height] of [
      [1, 128, 72],
      [2, 128, 72],
      [3, 66, 1202],
      [2, 4098, 34],
    ]) {
      await encodeNumbered(frames, { ...small, width, height });
      expect(await probeVideo(path)).toMatchObject({ frames, width, height });
    }
  });

  it('accepts frames in shared memory, which the caller may overwrite at once', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer((128 * 72 * 3) / 2));
    const encoder = await openVideoEncoder(path, small);
    for (let index = 0; index < 20; index++) {
      shared.set(numberedFrame(128, 72, index));
      await encoder.addFrame(shared);
      shared.fill(77);
    }
    await encoder.finish();
    for await (const { index, data } of decodeVideo(path, { layout: 'yuv420' })) {
      expect(numberOf(data, 128)).toBe(index);
    }
  });

  it('makes the same file from the same frames and threads', async () => {
    await encodeNumbered(30, { ...small, threads: 2 });
    const first = await readFile(path);
    await encodeNumbered(30, { ...small, threads: 2 });
    expect(Buffer.compare(await readFile(path), first)).toBe(0);
  });

  it('uses no more memory after 1000 frames than after 200', async () => {
    const encoder = await openVideoEncoder(path, { ...small, width: 640, height: 360, preset: 'ultrafast' });
    const frame = numberedFrame(640, 360, 1);
    let early = 0;
    for (let index = 0; index < 1000; index++) {
      frame[5000] = index;
      await encoder.addFrame(frame);
      if (index === 200) early = process.memoryUsage().rss;
    }
    // A single frame kept each time would add 276 MB.
    expect(process.memoryUsage().rss - early).toBeLessThan(40e6);
    await encoder.finish();
    expect(await probeVideo(path)).toMatchObject({ frames: 1000 });
  });

  it('does not block the main thread', async () => {
    const scene = generateLandscape({ width: 640, height: 360 });
    const frames = [0, 1].map((t) => yuvOf(scene.frameAt(t)));
    const encoder = await openVideoEncoder(path, { ...small, width: 640, height: 360, preset: 'slower' });
    const started = performance.now();
    const before = performance.eventLoopUtilization();
    for (let index = 0; index < 30; index++) await encoder.addFrame(frames[index % 2]);
    await encoder.finish();
    const busy = performance.eventLoopUtilization(before).active;
    expect(busy).toBeLessThan(0.4 * (performance.now() - started));
  });

  it('has no file at its path before it is finished', async () => {
    const encoder = await openVideoEncoder(path, small);
    await encoder.addFrame(numberedFrame(128, 72, 0));
    expect(await readdir(folder)).toEqual(['video.mp4.partial']);
    await encoder.finish();
    expect(await readdir(folder)).toEqual(['video.mp4']);
  });

  it('leaves nothing when aborted: at once, in the middle, twice, or during an encode', async () => {
    for (const frames of [0, 1, 70]) {
      const encoder = await openVideoEncoder(path, small);
      for (let index = 0; index < frames; index++) await encoder.addFrame(numberedFrame(128, 72, index));
      await Promise.all([encoder.abort(), encoder.abort()]);
      await encoder.abort();
      expect(await readdir(folder)).toEqual([]);
      await expect(encoder.addFrame(numberedFrame(128, 72, 0))).rejects.toThrow('it is aborted');
      await expect(encoder.finish()).rejects.toThrow('it is aborted');
    }
  });

  it('leaves nothing when aborted while it is being finished', async () => {
    const encoder = await openVideoEncoder(path, small);
    for (let index = 0; index < 40; index++) await encoder.addFrame(numberedFrame(128, 72, index));
    const finishing = expect(encoder.finish()).rejects.toThrow('aborted while it was being finished');
    await encoder.abort();
    await finishing;
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps an older file of the same name until the new one is complete', async () => {
    await writeFile(path, 'older');
    const encoder = await openVideoEncoder(path, small);
    await encoder.addFrame(numberedFrame(128, 72, 0));
    await encoder.abort();
    expect(await readFile(path, 'utf8')).toBe('older');
  });

  it('keeps a finished file when aborted afterwards', async () => {
    const encoder = await openVideoEncoder(path, small);
    await encoder.addFrame(numberedFrame(128, 72, 0));
    await encoder.finish();
    await encoder.abort();
    expect(await probeVideo(path)).toMatchObject({ frames: 1 });
  });

  it('rejects a frame of the wrong size and continues', async () => {
    const encoder = await openVideoEncoder(path, small);
    await expect(encoder.addFrame(new Uint8Array(7))).rejects.toThrow(
      'Expected a frame of 13824 bytes but received 7',
    );
    await encoder.addFrame(numberedFrame(128, 72, 0));
    await encoder.finish();
    expect(await probeVideo(path)).toMatchObject({ frames: 1 });
  });

  it('rejects a size that H.264 does not support, with a UserError and without a file', async () => {
    const opening = openVideoEncoder(path, { ...small, width: 40_000, height: 20_000 });
    await expect(opening).rejects.toMatchObject({ code: 'ENCODER_FAILED' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('fails for a folder that does not exist', async () => {
    const opening = openVideoEncoder(join(folder, 'nowhere', 'video.mp4'), small);
    await expect(opening).rejects.toThrow(/nowhere.*No such file or directory/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  it('accepts a path that looks like a URL', async () => {
    path = join(folder, 'http:odd name?%20#.mp4');
    await encodeNumbered(2);
    expect(await readdir(folder)).toEqual(['http:odd name?%20#.mp4']);
    expect(await probeVideo(path)).toMatchObject({ frames: 2 });
  });

  it('distinguishes a full disk from other failures of FFmpeg', () => {
    expect(() => check(AVERROR_ENOSPC, 'write a file')).toThrow(
      expect.objectContaining({ code: 'STORAGE_FULL', isRetryable: true }),
    );
    expect(() => check(-5, 'write a file')).toThrow(/^Could not write a file: /);
    expect(check(3, 'write a file')).toBe(3);
  });

  it('fails with STORAGE_FULL on a full disk and removes only its own file', async ({ skip }) => {
    await using disk = await mountSmallDisk();
    if (disk === null) return skip('this user may not mount a small disk');
    await writeFile(join(disk.path, 'other.txt'), 'stays');
    const work = encodeNoise(join(disk.path, 'video.mp4'));
    await expect(work).rejects.toMatchObject({ code: 'STORAGE_FULL', isRetryable: true });
    expect(await readdir(disk.path)).toEqual(['other.txt']);
  });

  it('fails with STORAGE_FULL if there is no space from the start', async ({ skip }) => {
    await using disk = await mountSmallDisk();
    if (disk === null) return skip('this user may not mount a small disk');
    await writeFile(join(disk.path, 'filler'), Buffer.alloc(2_000_000)).catch((error) => {
      expect(isStorageFull(error)).toBe(true);
    });
    await expect(encodeNoise(join(disk.path, 'video.mp4'))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readdir(disk.path)).toEqual(['filler']);
  });

  /** Frames that cannot be compressed: about 3 MB in all. */
  async function encodeNoise(target: string): Promise<void> {
    const settings = { ...small, width: 320, height: 180, crf: 10, preset: 'ultrafast' } as const;
    const encoder = await openVideoEncoder(target, settings);
    const yuv = new Uint8Array((320 * 180 * 3) / 2);
    for (let index = 0; index < 60; index++) {
      for (let at = 0; at < yuv.length; at++) yuv[at] = 30 + (scramble(at + index * yuv.length) % 190);
      await encoder.addFrame(yuv);
    }
    await encoder.finish();
  }
});

function scramble(value: number): number {
  const bits = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return Math.imul(bits ^ (bits >>> 12), 0x297a2d39) >>> 8;
}
