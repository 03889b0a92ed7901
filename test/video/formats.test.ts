import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as yauzl from 'yauzl';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { availableFormats, missingFormat } from '../../src/video/available-formats.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import {
  formats,
  posterFormatNames,
  type VideoFormatName,
  videoFormatNames,
} from '../../src/video/formats.ts';
import type { FinishedVideo, VideoEncoderSettings } from '../../src/video/video.ts';
import { boxAt } from './boxes.ts';
import { numberedFrame, numberOf, psnr, yuvOf } from './pictures.ts';

const size = { width: 192, height: 108 };
const pixels = size.width * size.height;
const settings: VideoEncoderSettings = { ...size, fps: 25, crf: 18, preset: 'veryfast', threads: 2 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-formats-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pathOf = (format: VideoFormatName) => join(folder, `video.${formats[format].extension}`);

async function encode(
  format: VideoFormatName,
  frames: readonly Uint8Array[],
  more: Partial<VideoEncoderSettings> = {},
  alpha?: Uint8Array,
): Promise<FinishedVideo> {
  const encoder = await openVideoEncoder(pathOf(format), { ...settings, format, ...more });
  for (const frame of frames) await encoder.addFrame(frame, alpha);
  return encoder.finish();
}

let landscape: Uint8Array[];
beforeAll(() => {
  const scene = generateLandscape(size);
  landscape = Array.from({ length: 12 }, (_, frame) => yuvOf(scene.frameAt(frame / 5)));
});

/** What FFmpeg reads out of each file, and the name that browsers know the codec by. */
const expected: [VideoFormatName, 8 | 10, string, string, RegExp][] = [
  ['mp4-h264', 8, 'h264', 'yuv420p', /^avc1\.6400[0-9a-f]{2}$/],
  ['mp4-hevc', 8, 'hevc', 'yuv420p', /^hvc1\.1\./],
  ['mp4-hevc', 10, 'hevc', 'yuv420p10le', /^hvc1\.2\./],
  ['mp4-av1', 8, 'av1', 'yuv420p', /^av01\.0\.\d\dM\.08/],
  ['mp4-av1', 10, 'av1', 'yuv420p10le', /^av01\.0\.\d\dM\.10/],
  ['webm-av1', 8, 'av1', 'yuv420p', /^av01\.0\.\d\dM\.08/],
  ['webm-av1', 10, 'av1', 'yuv420p10le', /^av01\.0\.\d\dM\.10/],
  ['webm-vp9', 8, 'vp9', 'yuv420p', /^vp09\.00\.\d\d\.08/],
  ['mov-prores', 10, 'prores', 'yuv422p10le', /^apch$/],
];
const bt709 = { primaries: 1, transfer: 1, matrix: 1, range: 1 };

describe.each(expected)('%s with %i bits', (format, bitDepth, codec, pixelFormat, codecs) => {
  it('has every frame in its place, tagged as BT.709, close to the original', async () => {
    const finished = await encode(format, landscape, { bitDepth, comment: 'driftscape motion=1' });
    expect(finished.codecs).toMatch(codecs);
    expect(finished).toEqual({ bytes: (await stat(pathOf(format))).size, codecs: finished.codecs });
    const facts = await probeVideo(pathOf(format));
    expect(facts).toMatchObject({ ...size, codec, pixelFormat, fps: 25, comment: 'driftscape motion=1' });
    expect(facts.colour).toEqual(bt709);
    const seconds: number[] = [];
    for await (const frame of decodeVideo(pathOf(format), { layout: 'yuv420' })) {
      seconds.push(frame.seconds);
      expect(psnr(frame.data, landscape[frame.index])).toBeGreaterThan(36);
    }
    expect(seconds).toHaveLength(landscape.length);
    for (const [index, time] of seconds.entries()) expect(time).toBeCloseTo(index / 25, 2);
    expect(await readdir(folder)).toEqual([`video.${formats[format].extension}`]);
  });
});

it('marks HEVC as Apple requires', async () => {
  await encode('mp4-hevc', landscape);
  const file = await readFile(pathOf('mp4-hevc'));
  expect(file.includes('hvc1')).toBe(true);
  expect(file.includes('hev1')).toBe(false);
});

it.each(['mp4-hevc', 'mp4-av1', 'mov-prores'] as const)('%s has its index at the front', async (format) => {
  await encode(format, landscape);
  const file = await readFile(pathOf(format));
  expect(boxAt(file, 'moov').offset).toBeLessThan(boxAt(file, 'mdat').offset);
});

describe.each(['animated-webp', 'animated-avif', 'gif'] as const)('%s', (format) => {
  it('shows every frame for its duration, and repeats', async () => {
    const numbered = Array.from({ length: 12 }, (_, index) => numberedFrame(size.width, size.height, index));
    const { codecs } = await encode(format, numbered);
    expect(codecs).toBe('');
    const seen: number[] = [];
    for await (const frame of decodeVideo(pathOf(format), { layout: 'yuv420' })) {
      seen.push(numberOf(frame.data, frame.width));
    }
    expect(seen).toEqual(numbered.map((_, index) => index));
    if (format === 'animated-avif') return;
    const { delay, loop, pages } = await sharp(pathOf(format), { animated: true }).metadata();
    expect(pages).toBe(12);
    expect(delay).toEqual(Array(12).fill(40));
    expect(loop).toBe(0);
  });

  it('plays once without a loop', async () => {
    if (format === 'animated-avif') return;
    await encode(format, landscape, { isLoop: false });
    expect((await sharp(pathOf(format), { animated: true }).metadata()).loop).toBe(1);
  });

  it('rejects what would grow out of proportion', async () => {
    const opening = openVideoEncoder(pathOf(format), { ...settings, width: 3840, height: 2160, format });
    await expect(opening).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringMatching(
        /^Expected at most \d+ pixels a frame for .*; ask for a smaller one than 3840 × 2160$/,
      ),
    });
    const tooFast = openVideoEncoder(pathOf(format), { ...settings, fps: 120, format });
    await expect(tooFast).rejects.toMatchObject({ code: 'INVALID_SETTINGS' });
    const small = { ...settings, width: 64, height: 64, format };
    const encoder = await openVideoEncoder(pathOf(format), small);
    const frame = new Uint8Array(64 * 96).fill(128);
    const endless = async () => {
      for (;;) await encoder.addFrame(frame);
    };
    await expect(endless()).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringContaining('at most 600 frames'),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

it('the static part of a GIF is the same in every frame', async () => {
  const frames = landscape.map((frame, index) => {
    const moving = landscape[0].slice();
    moving.set(frame.subarray(0, size.width * 40), 0);
    return index === 0 ? landscape[0] : moving;
  });
  await encode('gif', frames);
  const lower: Buffer[] = [];
  for await (const { data } of decodeVideo(pathOf('gif')))
    lower.push(Buffer.from(data.subarray(size.width * 60 * 4)));
  for (const rows of lower) expect(Buffer.compare(rows, lower[0])).toBe(0);
});

it('PNG frames are a plain ZIP of lossless pictures, one for each frame', async () => {
  await encode('png-frames', landscape, { comment: 'driftscape motion=1' });
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(pathOf('png-frames'), {
    lazyEntries: false,
  });
  const entries: yauzl.Entry[] = [];
  zip.on('entry', (entry: yauzl.Entry) => entries.push(entry));
  await new Promise((resolve) => zip.once('end', resolve));
  expect(zip.comment).toBe('driftscape motion=1');
  expect(entries.map(({ fileName }) => fileName)).toEqual(
    landscape.map((_, index) => `frame-${String(index + 1).padStart(5, '0')}.png`),
  );
  expect(entries.every(({ compressionMethod }) => compressionMethod === 0)).toBe(true);
  const file = await readFile(pathOf('png-frames'));
  const start = file.indexOf('\x89PNG', 0, 'latin1');
  const { data, info } = await sharp(file.subarray(start))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject(size);
  expect(psnr(yuvOf({ ...size, rgba: data }), landscape[0])).toBeGreaterThan(48);
});

describe.each([
  ['webm-vp9-alpha', 'vp9', /^vp09/],
  ['mov-prores-4444', 'prores', /^ap4h$/],
] as const)('%s', (format, codec, codecs) => {
  /** Opaque on the left, fading to nothing on the right. */
  const alpha = Uint8Array.from(
    { length: pixels },
    (_, at) => 255 - Math.round((255 * (at % size.width)) / size.width),
  );

  it('keeps the opacity of each pixel, and straight colours', async () => {
    const finished = await encode(format, landscape.slice(0, 4), {}, alpha);
    expect(finished.codecs).toMatch(codecs);
    expect(await probeVideo(pathOf(format))).toMatchObject({ ...size, codec, colour: bt709 });
    for await (const { index, data } of decodeVideo(pathOf(format), { layout: 'yuva420' })) {
      expect(psnr(data.subarray(pixels * 1.5), alpha)).toBeGreaterThan(40);
      expect(psnr(data.subarray(0, pixels * 1.5), landscape[index])).toBeGreaterThan(33);
    }
  });

  it('requires alpha, and no other format accepts it', async () => {
    const transparent = await openVideoEncoder(pathOf(format), { ...settings, format });
    await expect(transparent.addFrame(landscape[0])).rejects.toThrow(
      /^Expected 20736 bytes of alpha but received 0$/,
    );
    await transparent.abort();
    const opaque = await openVideoEncoder(pathOf('mp4-h264'), settings);
    await expect(opaque.addFrame(landscape[0], alpha)).rejects.toThrow(/^Expected 0 bytes of alpha/);
    await opaque.abort();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe.each(videoFormatNames)('%s, like every format', (format) => {
  const { hasAlpha } = formats[format];
  const alpha = hasAlpha ? new Uint8Array(pixels).fill(200) : undefined;

  it('makes the same file from the same frames', async () => {
    await encode(format, landscape.slice(0, 5), { threads: 1 }, alpha);
    const first = await readFile(pathOf(format));
    await encode(format, landscape.slice(0, 5), { threads: 1 }, alpha);
    expect(Buffer.compare(await readFile(pathOf(format)), first)).toBe(0);
  });

  it('leaves nothing when it is aborted', async () => {
    const encoder = await openVideoEncoder(pathOf(format), { ...settings, format });
    await encoder.addFrame(landscape[0], alpha);
    await encoder.addFrame(landscape[1], alpha);
    await encoder.abort();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is supported by this build', async () => {
    expect(await missingFormat(format)).toBeNull();
  });
});

it.each(['mp4-av1', 'webm-av1', 'animated-avif'] as const)(
  '%s rejects a strip on which its encoder would hang',
  async (format) => {
    const opening = openVideoEncoder(pathOf(format), { ...settings, height: 30, format });
    await expect(opening).rejects.toThrow(
      /^Expected at least 32 pixels a side for .*; ask for a larger one than 192 × 30$/,
    );
    await encode(format, [new Uint8Array(32 * 32 * 1.5)], { width: 32, height: 32 });
  },
);

it('this build supports all poster formats', async () => {
  expect(await availableFormats()).toEqual([...videoFormatNames, ...posterFormatNames]);
});

it.each(['mp4-hevc', 'mp4-av1', 'webm-vp9', 'animated-webp', 'gif'] as const)(
  '%s cannot be lossless',
  async (format) => {
    const opening = openVideoEncoder(pathOf(format), { ...settings, crf: 0, format });
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_SETTINGS' });
  },
);

it('a bit depth that a format does not support is rejected', async () => {
  const opening = openVideoEncoder(pathOf('mp4-h264'), { ...settings, bitDepth: 10 });
  await expect(opening).rejects.toThrow(
    /^Expected 8 bits per sample for MP4 with H.264; leave the bit depth out$/,
  );
});
