import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bundle, loadBundle } from '../../../src/inference/bundle/bundle.ts';
import { readClipLight } from '../../../src/inference/clip/clip-light.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';
import { writeClip } from './write-clip.ts';

let folder: string;
let bundle: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clip-light-'));
  const models = fileURLToPath(new URL('../../../models/default', import.meta.url));
  bundle = await loadBundle(models, { device: 'cpu' });
});
afterAll(async () => {
  await bundle.close();
  await rm(folder, { recursive: true });
});

const scene = generateLandscape({ width: 480, height: 270 });
const count = 33;

/** The scene as it gets dark, redder on the way; `depth` 0 leaves it unchanged. */
function evening(depth: number): Photo[] {
  return Array.from({ length: count }, (_, i) => {
    const { rgba, ...size } = scene.frameAt(i);
    const dark = (depth * i) / (count - 1);
    const fade = [1 - 0.6 * dark, 1 - 0.75 * dark, 1 - 0.85 * dark, 1];
    return { ...size, rgba: rgba.map((value, at) => value * fade[at % 4]) };
  });
}

it('reads how the light of a clip changes, from its first frame to its last', async () => {
  const { looks, codes } = await readClipLight(bundle, await writeClip(join(folder, 'dusk.mp4'), evening(1)));
  expect(looks.map(({ at }) => at)).toEqual(Array.from({ length: 9 }, (_, i) => i / 8));
  expect(codes).toHaveLength(9);
  const skies = looks.map(({ look }) => look.sky?.mean ?? []);
  for (let i = 1; i < skies.length; i++) expect(skies[i][0]).toBeLessThan(skies[i - 1][0]);
  // Redder, too.
  expect(skies[8][2]).toBeGreaterThan(skies[0][2] + 5);
});

it('rejects a clip with constant light, and says what to do', async () => {
  const path = await writeClip(join(folder, 'noon.mp4'), evening(0));
  await expect(readClipLight(bundle, path)).rejects.toMatchObject({
    code: 'INVALID_CLIP',
    message: expect.stringMatching(/whose light changes.*take a picture/),
  });
});
