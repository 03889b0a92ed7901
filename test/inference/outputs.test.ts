import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { animate } from '../../src/inference/animate.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import type { RenderEvent } from '../../src/inference/job.ts';
import { cutFrame } from '../../src/inference/output/frame-view.ts';
import { yuv420Bytes } from '../../src/inference/renderer/yuv.ts';
import { type AnimationSettingsInput, parseSettings } from '../../src/inference/settings.ts';
import { type OutputSpec, withFileNames } from '../../src/outputs/spec.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { code, writeTestBundle } from './test-bundle.ts';

let root: string;
let folder: string;
let bundle: Bundle;
let photoPath: string;
const size = { width: 320, height: 180 };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'outputs-'));
  bundle = await loadBundle(await writeTestBundle(join(root, 'bundle')), { device: 'cpu' });
  photoPath = join(root, 'photo.png');
  await sharp(generateLandscape(size).photo.rgba, { raw: { ...size, channels: 4 } }).toFile(photoPath);
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'made-'));
});
afterAll(async () => {
  await bundle.close();
  await rm(root, { recursive: true });
});

function make(
  specs: OutputSpec[],
  input: AnimationSettingsInput = {},
  onEvent?: (event: RenderEvent) => void,
  signal?: AbortSignal,
) {
  const settings = parseSettings({
    seconds: 0.4,
    motion: code(0.8, 0.1),
    encoderPreset: 'ultrafast',
    ...input,
  });
  return animate(bundle, { photoPath, folder, outputs: withFileNames(specs), settings }, { onEvent, signal });
}

async function framesOf(fileName: string): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for await (const { data } of decodeVideo(join(folder, fileName), { layout: 'yuv420' }))
    frames.push(Uint8Array.from(data));
  return frames;
}

test('encoding after the last frame reports progress, and stops at once', async () => {
  const specs: OutputSpec[] = [{ format: 'mp4-h264' }, { format: 'mp4-av1', maxBytes: 10_000 }];
  const controller = new AbortController();
  const events: string[] = [];
  const making = make(
    specs,
    {},
    ({ type }) => {
      events.push(type);
      if (type === 'working') controller.abort();
    },
    controller.signal,
  );
  await expect(making).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(events.at(-1)).toBe('working');
  expect(await readdir(folder)).toEqual([]);
});

test('one render makes every requested file, each with its size, frames and colours', async () => {
  const events: RenderEvent[] = [];
  const specs: OutputSpec[] = [
    { format: 'mp4-h264' },
    { format: 'mp4-h264', widthPixels: 160 },
    { format: 'webm-vp9', crop: '1:1', quality: 40, effort: 'fast' },
    { format: 'jpeg' },
    { format: 'webp', crop: '9:16' },
  ];
  const report = await make(specs, {}, (event) => events.push(event));
  const { outputs, frames } = report;
  expect(outputs.map(({ width, height }) => [width, height])).toEqual([
    [320, 180],
    [160, 90],
    [180, 180],
    [320, 180],
    [102, 180],
  ]);
  expect(outputs.map(({ format, crop }) => `${format} ${crop}`)).toEqual(
    specs.map(({ format, crop = 'original' }) => `${format} ${crop}`),
  );
  for (const { fileName, width, height, codecs } of outputs.slice(0, 3)) {
    const facts = await probeVideo(join(folder, fileName));
    expect(facts).toMatchObject({
      width,
      height,
      colour: { primaries: 1, transfer: 1, matrix: 1, range: 1 },
    });
    expect(await framesOf(fileName)).toHaveLength(frames);
    expect(codecs).toMatch(/^(avc1|vp09)\./);
  }
  for (const { fileName, bytes } of outputs)
    expect((await readFile(join(folder, fileName))).byteLength).toBe(bytes);
  expect(events.filter(({ type }) => type === 'progress')).toHaveLength(frames);
  expect(await readdir(folder)).toHaveLength(specs.length);
});

test('unscaled crops have the pixels of the whole picture, in every frame', async () => {
  const focus = { x: 0.3, y: 0.5 };
  const specs: OutputSpec[] = [{ format: 'mp4-h264' }, { format: 'mp4-h264', crop: '9:16', focus }];
  await make(specs, { lossless: true });
  const [whole, crop] = [await framesOf('0.mp4'), await framesOf('1.mp4')];
  const window = { left: 46, top: 0, width: 102, height: 180 };
  const expected = new Uint8Array(yuv420Bytes(window.width, window.height));
  for (const [i, frame] of whole.entries()) {
    cutFrame(frame, size, window, expected);
    expect(Buffer.compare(crop[i], expected)).toBe(0);
  }
  expect(Buffer.compare(crop[0], crop[6])).not.toBe(0);
});

test('the posters of crops are crops of the photo', async () => {
  const specs: OutputSpec[] = [
    { format: 'mp4-h264' },
    { format: 'webp', crop: '1:1', focus: { x: 1, y: 0.5 }, quality: 100 },
  ];
  await make(specs);
  const poster = await sharp(join(folder, '1.webp')).removeAlpha().raw().toBuffer();
  const window = { left: 140, top: 0, width: 180, height: 180 };
  const photo = await sharp(photoPath).removeAlpha().extract(window).raw().toBuffer();
  const mean = poster.reduce((sum, value, i) => sum + Math.abs(value - photo[i]), 0) / photo.length;
  expect(mean).toBeLessThan(2);
});

test('a transparent video shows static parts of the photo as transparent', async () => {
  const { outputs } = await make([{ format: 'mp4-h264' }, { format: 'mov-prores-4444' }]);
  expect(await probeVideo(join(folder, outputs[1].fileName))).toMatchObject({ ...size, pixelFormat: /yuva/ });
});

test('a render of animated pictures alone has no figures', async () => {
  const { quality, outputs } = await make([{ format: 'animated-webp', widthPixels: 160 }]);
  expect(quality.movingShare).toBeUndefined();
  expect(outputs[0].bytes).toBeGreaterThan(1000);
});

test('all outputs fail if one cannot be made', async () => {
  const specs: OutputSpec[] = [{ format: 'mp4-h264' }, { format: 'animated-webp' }, { format: 'jpeg' }];
  const settings = parseSettings({ seconds: 0.4, motion: code(0.8, 0.1), encoderPreset: 'ultrafast' });
  const outputs = withFileNames(specs);
  // A folder stands where the second file is to go.
  outputs[1].fileName = 'missing/1.webp';
  await expect(animate(bundle, { photoPath, folder, outputs, settings })).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

test('additional outputs change no frame and no file of a plain video', async () => {
  const [alone] = (await make([{ format: 'mp4-h264' }])).outputs;
  const [beside] = (await make([{ format: 'mp4-h264' }, { format: 'mp4-h264', crop: '4:5' }])).outputs;
  expect(beside.sha256).toBe(alone.sha256);
});

test('the web set has two codecs, three posters and a placeholder', async () => {
  const report = await make([
    { format: 'mp4-h264', widthPixels: 320 },
    { format: 'mp4-av1', widthPixels: 320 },
    { format: 'jpeg', widthPixels: 320 },
    { format: 'avif', widthPixels: 320 },
  ]);
  expect(report.placeholder?.averageColour).toMatch(/^#[0-9a-f]{6}$/);
  expect(report.outputs[1].codecs).toMatch(/^av01\./);
  expect(await framesOf('1.mp4')).toHaveLength(report.frames);
});
