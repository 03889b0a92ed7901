import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInLooks } from '../../../src/inference/built-in-looks.ts';
import { readApart } from '../../../src/inference/engine/read-apart.ts';
import { lookSchema } from '../../../src/inference/look.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';
import { writeScenePhoto } from '../../../src/scenes/write.ts';
import { gradientJpeg } from '../../support/photo.ts';
import { writeClip } from '../clip/write-clip.ts';
import { writeTestBundle } from '../test-bundle.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'read-apart-'));
});
afterAll(() => rm(root, { recursive: true }));

test('reads the light of a picture in a separate process: look and code', async () => {
  const path = join(root, 'picture.jpg');
  await writeFile(path, await gradientJpeg());
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  const { look, code } = await readApart(bundle, 'light', path);
  expect(lookSchema.parse(look)).toEqual(look);
  expect(code).toHaveLength(8);
});

test('reads the motion of a clip in the same way: code and speed', async () => {
  const scene = driftingClouds({ width: 160, height: 96, velocity: { x: 1, y: 0 } });
  const pictures = Array.from({ length: 12 }, (_, i) => scene.frameAt(i));
  const path = await writeClip(join(root, 'clip.mp4'), pictures);
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  const { code, speed } = await readApart(bundle, 'motion', path);
  expect(code).toHaveLength(8);
  expect(speed).toBeGreaterThan(0);
});

test('makes small pictures of a photo in every built-in light', async () => {
  const path = join(root, 'scene.jpg');
  await writeScenePhoto(path, { width: 640, height: 400 });
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  const { pictures, widthPixels, heightPixels } = await readApart(bundle, 'previews', path);
  expect(pictures.map(({ preset }) => preset)).toEqual(builtInLooks.map(({ name }) => name));
  for (const { jpeg } of pictures) {
    expect(await sharp(jpeg).metadata()).toMatchObject({ width: widthPixels, height: heightPixels });
    expect(jpeg.byteLength).toBeLessThan(20_000);
  }
  const brightness = async (wanted: string) => {
    const { channels } = await sharp(pictures.find(({ preset }) => preset === wanted)?.jpeg).stats();
    return channels[1].mean;
  };
  expect(await brightness('moonlit-night')).toBeLessThan(0.5 * (await brightness('noon')));
});

test('rejects a file that is not a picture', async () => {
  const path = join(root, 'text.png');
  await writeFile(path, 'no picture');
  const bundle = await writeTestBundle(await mkdtemp(join(root, 'bundle-')));
  await expect(readApart(bundle, 'light', path)).rejects.toMatchObject({ code: 'INVALID_IMAGE' });
});
