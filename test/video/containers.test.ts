import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containerOf } from '../../src/video/containers.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { numberedFrame } from './pictures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'containers-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('recognises an MP4 by its first bytes, and opens it only as that', async () => {
  const path = join(folder, 'video.dat');
  const size = { width: 64, height: 64 };
  const video = await openVideoEncoder(path, { ...size, fps: 25, crf: 20, preset: 'ultrafast' });
  await video.addFrame(numberedFrame(64, 64, 1));
  await video.finish();
  expect(await containerOf(path)).toBe('mov');
  expect(await probeVideo(path, 'mov')).toMatchObject(size);
  await expect(probeVideo(path, 'matroska')).rejects.toThrow();
});

it.each([
  ['matroska', Buffer.from('1a45dfa3a3428681', 'hex')],
  [null, '#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n'],
  [null, 'ffconcat version 1.0\nfile /etc/hostname\n'],
  [null, ''],
  [null, '\0\0\0\x20ftypavif\0\0\0\0'],
])('recognises %s', async (container, content) => {
  const path = join(folder, 'other.mp4');
  await writeFile(path, content);
  expect(await containerOf(path)).toBe(container);
});
