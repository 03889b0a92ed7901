import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMoments } from '../../src/cli/light-of.ts';
import { type Bundle, loadBundle } from '../../src/inference/bundle/bundle.ts';
import { generateLandscape } from '../../src/scenes/landscape.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { writeClip } from '../inference/clip/write-clip.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';

let root: string;
let bundle: Bundle;
let clip: string;
let photo: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'light-of-'));
  bundle = await loadBundle(await writeTestBundle(join(root, 'bundle')), { device: 'cpu' });
  const size = { width: 320, height: 200 };
  const { rgba } = generateLandscape(size).photo;
  const dimmed = Array.from({ length: 9 }, (_, i) =>
    rgba.map((value, at) => (at % 4 === 3 ? value : value * (1 - i / 10))),
  );
  clip = await writeClip(
    join(root, 'dusk.mp4'),
    dimmed.map((rgba) => ({ ...size, rgba })),
  );
  photo = join(root, 'photo.jpg');
  await writeScenePhoto(photo, size);
});
afterAll(async () => {
  await bundle.close();
  await rm(root, { recursive: true });
});

test('a clip gives its looks with their times, a picture one look', async () => {
  const moments = await readMoments(bundle, [clip], () => {});
  expect(moments.map(({ name, at }) => [name, at])).toEqual(
    Array.from({ length: 9 }, (_, i) => ['dusk.mp4', i / 8]),
  );
  const [{ name, at }] = await readMoments(bundle, [photo], () => {});
  expect([name, at]).toEqual(['photo.jpg', undefined]);
});

test('a picture without a detectable sky is accepted with a warning', async () => {
  const lines: string[] = [];
  const { predictScene: _, ...blind } = bundle;
  await readMoments(blind as Bundle, [photo], (line) => lines.push(line));
  expect(lines).toEqual([expect.stringMatching(/^No sky was found in photo\.jpg/)]);
});

test('a clip together with others is rejected', async () => {
  await expect(readMoments(bundle, [clip, photo], () => {})).rejects.toMatchObject({
    code: 'INVALID_SETTINGS',
    message: expect.stringContaining('a single clip'),
  });
});
