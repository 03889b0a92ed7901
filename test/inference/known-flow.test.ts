import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadBundle } from '../../src/inference/bundle/bundle.ts';
import { networkSize } from '../../src/inference/bundle/schema.ts';
import { FramePlanner } from '../../src/inference/frames/frame-planner.ts';
import { predictMotion } from '../../src/inference/motion/motion.ts';
import { loadPhotos } from '../../src/inference/photos.ts';
import { createCpuRenderer } from '../../src/inference/renderer/cpu/cpu.ts';
import { enlargeTwice } from '../../src/inference/renderer/enlarge.ts';
import type { FramePlan } from '../../src/inference/renderer/renderer.ts';
import { type AnimationSettingsInput, countFrames, parseSettings } from '../../src/inference/settings.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { driftingClouds, turningClouds } from '../../src/scenes/drifting-clouds.ts';
import type { Scene } from '../../src/scenes/scene.ts';
import { code, flowBound, writeTestBundle } from './test-bundle.ts';

/**
 * Scenes whose every frame is known: the engine gets the first frame and a network that says the scene's true flow;
 * what it renders is compared to the scene's own later frames, displacement by displacement.
 */
const speed = 0.2;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'known-flow-'));
});
afterAll(() => rm(root, { recursive: true }));

async function renderFrame(
  scene: Scene,
  frame: number,
  settings: AnimationSettingsInput,
  choose = (plan: FramePlan) => plan,
): Promise<Photo> {
  const { width, height, rgba } = scene.photo;
  const folder = await mkdtemp(join(root, 'scene-'));
  const photoPath = join(folder, 'photo.png');
  await sharp(rgba, { raw: { width, height, channels: 4 } }).toFile(photoPath);
  const field = networkFlow(scene).map((value) => value / speed / flowBound);
  const bundle = await loadBundle(await writeTestBundle(join(folder, 'bundle'), { field }), {
    device: 'cpu',
  });
  try {
    const photos = await loadPhotos(photoPath);
    const parsed = parseSettings({ motion: code(1, 1), speed, seconds: 1.5, loop: 'none', ...settings });
    const motion = await predictMotion(bundle, photos, parsed);
    const grid = { width: networkSize, height: networkSize };
    const renderer = await createCpuRenderer({
      photo: photos.output,
      layers: motion.layers.map(({ mask, background }) => ({ mask, background: enlargeTwice(background) })),
      motionGrid: grid,
      colourGrid: grid,
      colourTransfer: 'tanh',
    });
    const planner = new FramePlanner({
      layers: motion.layers,
      output: photos.output,
      frames: countFrames(parsed),
    });
    const rendered = new Uint8Array(rgba.length);
    await renderer.renderRgba(choose(planner.planFrame(frame)), rendered);
    await renderer.close();
    return { width, height, rgba: rendered };
  } finally {
    await bundle.close();
  }
}

/** The scene's flow as a network would say it: planar, normalised units per frame, 256 × 256. */
function networkFlow({ photo: { width, height }, flow }: Scene): Float32Array {
  const points = networkSize ** 2;
  const planar = new Float32Array(2 * points);
  for (let point = 0; point < points; point++) {
    const x = Math.round(((point % networkSize) * (width - 1)) / (networkSize - 1));
    const y = Math.round((Math.floor(point / networkSize) * (height - 1)) / (networkSize - 1));
    planar[point] = (flow[2 * (y * width + x)] * 2) / (width - 1);
    planar[points + point] = (flow[2 * (y * width + x) + 1] * 2) / (height - 1);
  }
  return planar;
}

/**
 * How far `found` is displaced against `expected` in the square of `size` pixels at (left, top): the least-squares
 * shift of the linearised picture (Lucas and Kanade), exact for shifts well below the shortest wave.
 */
function shiftBetween(found: Photo, expected: Photo, left: number, top: number, size: number): number {
  const at = ({ rgba, width }: Photo, x: number, y: number) => rgba[4 * (y * width + x) + 1];
  let [xx, xy, yy, xt, yt] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + size; y++) {
    for (let x = left; x < left + size; x++) {
      const gx = (at(expected, x + 1, y) - at(expected, x - 1, y)) / 2;
      const gy = (at(expected, x, y + 1) - at(expected, x, y - 1)) / 2;
      const change = at(found, x, y) - at(expected, x, y);
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      xt += gx * change;
      yt += gy * change;
    }
  }
  const determinant = xx * yy - xy * xy;
  return Math.hypot((yy * xt - xy * yt) / determinant, (xx * yt - xy * xt) / determinant);
}

/** The largest shift over all squares at least `margin` pixels away from the border, and `hole` from the middle. */
function largestShift(found: Photo, expected: Photo, margin: number, hole = 0): number {
  const size = 64;
  const shifts: number[] = [];
  for (let top = margin; top + size <= found.height - margin; top += size) {
    for (let left = margin; left + size <= found.width - margin; left += size) {
      const fromMiddle = Math.hypot(left + size / 2 - found.width / 2, top + size / 2 - found.height / 2);
      if (fromMiddle >= hole) shifts.push(shiftBetween(found, expected, left, top, size));
    }
  }
  return Math.max(...shifts);
}

test('the measurement detects a shift of a tenth of a pixel', () => {
  const scene = driftingClouds({ width: 256, height: 256, velocity: { x: 0.1, y: 0 } });
  const shift = shiftBetween(scene.frameAt(1), scene.photo, 64, 64, 128);
  expect(shift).toBeGreaterThan(0.09);
  expect(shift).toBeLessThan(0.11);
});

const drifts: [string, { width: number; height: number }, { x: number; y: number }][] = [
  ['landscape', { width: 640, height: 360 }, { x: 0.9, y: -0.2 }],
  ['portrait', { width: 360, height: 640 }, { x: -0.3, y: 0.7 }],
  ['panorama', { width: 960, height: 240 }, { x: 1.3, y: 0.1 }],
];

test.each(drifts)('a drift is rendered within a quarter of a pixel: %s', async (_, size, velocity) => {
  const scene = driftingClouds({ ...size, velocity });
  const frame = 40;
  const rendered = await renderFrame(scene, frame, {});
  const reach = Math.ceil(frame * Math.max(Math.abs(velocity.x), Math.abs(velocity.y)));
  expect(largestShift(rendered, scene.frameAt(frame), reach + 2)).toBeLessThan(0.25);
});

test.each(['steady', 'recurrent'] as const)(
  'a turn is rendered within a quarter of a pixel: %s',
  async (drive) => {
    const scene = turningClouds({ width: 640, height: 480, angle: 0.003 });
    const rendered = await renderFrame(scene, 40, { drive });
    // About the middle it turns so slowly that it counts as static.
    expect(largestShift(rendered, scene.frameAt(40), 48, 96)).toBeLessThan(0.25);
  },
);

test('a symmetric loop shows the scene as many frames ahead as have passed, and as many back as remain', async () => {
  const scene = driftingClouds({ width: 640, height: 360, velocity: { x: 0.8, y: 0 } });
  const settings = { loop: 'symmetric', seconds: 1.6 } as const;
  const [frame, frames] = [30, 48];
  const ahead = await renderFrame(scene, frame, settings, ({ layers: [{ a }] }) => ({ layers: [{ a }] }));
  expect(largestShift(ahead, scene.frameAt(frame), 40)).toBeLessThan(0.25);
  const back = await renderFrame(scene, frame, settings, ({ layers: [{ a, b = a }] }) => ({
    layers: [{ a: b }],
  }));
  expect(largestShift(back, scene.frameAt(frame - frames), 40)).toBeLessThan(0.25);
});
