import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { psnr, yuvOf } from './pictures.ts';

const [width, height] = [320, 180];

describe('decodeVideo', () => {
  const scene = generateLandscape({ width, height });
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-decode-'));
    path = join(folder, 'video.mp4');
    const encoder = await openVideoEncoder(path, { width, height, fps: 25, crf: 12, preset: 'veryfast' });
    for (let t = 0; t < 12; t++) await encoder.addFrame(yuvOf(scene.frameAt(t)));
    await encoder.finish();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('gives RGBA close to the encoded picture', async () => {
    let frames = 0;
    for await (const frame of decodeVideo(path)) {
      expect(frame).toMatchObject({ index: frames, width, height });
      expect(frame.seconds).toBeCloseTo(frames / 25, 6);
      expect(psnr(frame.data, scene.frameAt(frames).rgba)).toBeGreaterThan(32);
      frames++;
    }
    expect(frames).toBe(12);
  });

  it('scales to a requested size', async () => {
    const small = generateLandscape({ width: 160, height: 90 });
    for await (const frame of decodeVideo(path, { size: { width: 160, height: 90 } })) {
      expect(frame).toMatchObject({ width: 160, height: 90 });
      expect(frame.data).toHaveLength(160 * 90 * 4);
      if (frame.index === 0) expect(psnr(frame.data, small.photo.rgba)).toBeGreaterThan(22);
    }
  });

  it('reuses one buffer', async () => {
    const buffers = new Set<Uint8Array>();
    for await (const { data } of decodeVideo(path)) buffers.add(data);
    expect(buffers.size).toBe(1);
  });

  it('can be stopped in the middle and started again', async () => {
    for (let round = 0; round < 3; round++) {
      for await (const { index } of decodeVideo(path)) if (index === 4) break;
    }
    let frames = 0;
    for await (const _ of decodeVideo(path)) frames++;
    expect(frames).toBe(12);
  });

  it('reports what is wrong with a path without a video', async () => {
    const text = join(folder, 'text.mp4');
    await writeFile(text, 'no video');
    await expect(probeVideo(text)).rejects.toThrow(/Could not open .*text\.mp4 as a video/);
    await expect(decodeVideo(join(folder, 'nothing.mp4')).next()).rejects.toThrow(/No such file/);
  });
});
