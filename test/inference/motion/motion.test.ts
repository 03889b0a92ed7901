import { beforeAll, describe, expect, test } from 'vitest';
import { builtInLooks } from '../../../src/inference/built-in-looks.ts';
import type { Bundle } from '../../../src/inference/bundle/bundle.ts';
import { interleave } from '../../../src/inference/bundle/network-image.ts';
import { networkSize, sceneSize } from '../../../src/inference/bundle/schema.ts';
import { FramePlanner } from '../../../src/inference/frames/frame-planner.ts';
import {
  type FoundByFlow,
  findParts,
  type Motion,
  predictMotion,
} from '../../../src/inference/motion/motion.ts';
import { type Photos, sizePhoto } from '../../../src/inference/photos.ts';
import { type KnownPredictions, Predictions } from '../../../src/inference/predictions.ts';
import { createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import { closeSize, type SceneViews } from '../../../src/inference/scene.ts';
import { type AnimationSettingsInput, countFrames, parseSettings } from '../../../src/inference/settings.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';
import { code } from '../test-bundle.ts';

const [width, height] = [320, 180];
const waterRow = Math.round(0.64 * height);
const scene = generateLandscape({ width, height });
let photos: Photos;
let views: SceneViews;
beforeAll(async () => {
  photos = await sizePhoto(scene.photo);
  views = await photos.forScene();
});

/** Land everywhere, or the actual sky and water of the landscape, in a view of the photo. */
function sharesOf(hasRegions: boolean, view: Float32Array): Float32Array {
  const corner = views.corners.find(({ image }) => image === view);
  const { left, top, side } = corner ? { ...corner, side: closeSize } : { left: 0, top: 0, side: sceneSize };
  const points = sceneSize ** 2;
  const shares = new Float32Array(4 * points);
  for (let point = 0; point < points; point++) {
    const x = Math.floor(((left + (point % sceneSize) + 0.5) * width) / side);
    const y = Math.floor(((top + Math.floor(point / sceneSize) + 0.5) * height) / side);
    const moves = hasRegions ? scene.movingMask[y * width + x] / 255 : 0;
    shares[point] = 1 - moves;
    shares[(y < waterRow ? 1 : 2) * points + point] = moves;
  }
  return shares;
}

/** Networks with the same output for any picture; the input of the motion network is recorded. */
function bundleOf({ flow = [0, 0], hasRegions }: { flow?: [number, number]; hasRegions?: boolean }) {
  const shown: Float32Array[] = [];
  const bundle: Pick<Bundle, 'codebook' | 'predictFlow' | 'predictScene'> = {
    codebook: { motion: [code(0), code(1)], named: [], appearance: [] },
    async predictFlow(image) {
      shown.push(image);
      return Float32Array.from({ length: 2 * networkSize ** 2 }, (_, i) => flow[i % 2]);
    },
    predictScene: hasRegions === undefined ? undefined : async (view) => sharesOf(hasRegions, view),
  };
  return { bundle: bundle as Bundle, shown };
}

function predict(
  bundle: Bundle,
  settings: AnimationSettingsInput = {},
  signal?: AbortSignal,
): Promise<Motion> {
  return predictMotion(bundle, photos, parseSettings({ seconds: 2, speed: 0.2, ...settings }), { signal });
}

async function renderFrame({ layers }: Motion, frame: number): Promise<Uint8Array> {
  const grid = { width: networkSize, height: networkSize };
  const renderer = await createCpuRenderer({
    photo: scene.photo,
    layers: layers.map(({ mask, background }) => ({ mask, background })),
    motionGrid: grid,
    colourGrid: grid,
    colourTransfer: 'tanh',
  });
  const planner = new FramePlanner({
    layers,
    output: scene.photo,
    frames: countFrames(parseSettings({ seconds: 2 })),
  });
  const rgba = new Uint8Array(scene.photo.rgba.length);
  await renderer.renderRgba(planner.planFrame(frame), rgba);
  await renderer.close();
  return rgba;
}

/** Share of pixels in some rows that differ from the photo. */
function changed(rgba: Uint8Array, rows: [number, number], isChosen: (pixel: number) => boolean): number {
  let [count, all] = [0, 0];
  for (let pixel = rows[0] * width; pixel < rows[1] * width; pixel++) {
    if (!isChosen(pixel)) continue;
    all++;
    if ([0, 1, 2].some((channel) => rgba[4 * pixel + channel] !== scene.photo.rgba[4 * pixel + channel]))
      count++;
  }
  return count / all;
}
const isMoving = (pixel: number) => scene.movingMask[pixel] === 255;
const isStatic = (pixel: number) => scene.movingMask[pixel] === 0;

test('a day and a night have the same motion', async () => {
  const displacementsIn = async (name: string) => {
    const look = builtInLooks.find((known) => known.name === name)?.look ?? {};
    const appearance = { moments: [{ look }], course: 'held' as const };
    const { layers } = await predict(bundleOf({ flow: [0.01, 0], hasRegions: true }).bundle, { appearance });
    const planner = new FramePlanner({ layers, output: scene.photo, frames: 60 });
    return [7, 31].flatMap((frame) => planner.planFrame(frame).layers.map(({ a }) => a.displacement.slice()));
  };
  const day = await displacementsIn('noon');
  expect(day.some((displacement) => displacement.some((value) => value !== 0))).toBe(true);
  expect(await displacementsIn('moonlit-night')).toEqual(day);
});

describe('a photo with known regions', () => {
  const flow: [number, number] = [0.01, 0];
  let motion: Motion;
  beforeAll(async () => {
    motion = await predict(bundleOf({ flow, hasRegions: true }).bundle);
  });

  test('has a layer for its sky and one for its water, and only the water ripples', () => {
    expect(motion.layers.map(({ kind }) => kind)).toEqual(['sky', 'water']);
    expect(motion.layers.map(({ ripples }) => ripples !== undefined)).toEqual([false, true]);
  });

  test('moves both, and leaves all but the edges of the land unchanged', async () => {
    const rgba = await renderFrame(motion, 20);
    expect(changed(rgba, [0, waterRow], isMoving)).toBeGreaterThan(0.8);
    expect(changed(rgba, [waterRow, height], isMoving)).toBeGreaterThan(0.25);
    expect(changed(rgba, [0, height], isStatic)).toBeLessThan(0.03);
  });

  test('starts with the photo', async () => {
    expect(await renderFrame(motion, 0)).toEqual(scene.photo.rgba);
  });

  test('water ripples under a static sky if no flow is predicted', async () => {
    const still = await predict(bundleOf({ hasRegions: true }).bundle);
    expect(still.meanSpeedPixels).toBe(0);
    const rgba = await renderFrame(still, 20);
    expect(changed(rgba, [0, waterRow - 4], () => true)).toBe(0);
    // A calm lake is uniform over wide areas, and ripples by half a pixel.
    expect(changed(rgba, [waterRow + 4, height], isMoving)).toBeGreaterThan(0.25);
  });
});

test('a sky that is too fast for one period is slowed down, not restarted', async () => {
  const { bundle } = bundleOf({ flow: [0.005, 0], hasRegions: true });
  const [[looping], [playedOnce]] = [
    (await predict(bundle, { speed: 1 })).layers,
    (await predict(bundle, { speed: 1, loop: 'none' })).layers,
  ];
  const movedBy = ({ trajectories }: typeof looping, frame: number) => {
    const { from, to, fromStep, toStep } = trajectories.displacementsAt(frame);
    const point = 2 * (20 * networkSize + 128);
    return (fromStep * from[point] + toStep * to[point]) / (networkSize - 1);
  };
  // Not slowed down, it moves by 0.0025 of the width per frame: 0.15 in a video of 60 frames.
  expect(movedBy(playedOnce, 60)).toBeCloseTo(0.15, 2);
  expect(looping.loop.periodFrames).toBe(60);
  expect(movedBy(looping, 60)).toBeLessThan(0.121);
});

test('a photo that is all land is static, whatever flow is predicted', async () => {
  const motion = await predict(bundleOf({ flow: [0.01, 0], hasRegions: false }).bundle);
  expect(motion).toMatchObject({ layers: [], meanSpeedPixels: 0 });
  expect(await renderFrame(motion, 20)).toEqual(scene.photo.rgba);
});

test('a photo moves as one layer without a scene network', async () => {
  const motion = await predict(bundleOf({ flow: [0.01, 0] }).bundle, { loop: 'none' });
  expect(motion.layers.map(({ kind }) => kind)).toEqual(['any']);
  expect(motion.meanSpeedPixels).toBeCloseTo((0.2 * 0.01 * (width - 1)) / 2, 3);
  expect(changed(await renderFrame(motion, 30), [0, height], () => true)).toBeGreaterThan(0.9);
});

describe('the recurrent drive', () => {
  test('passes the network the photo as each layer has moved so far, with static land', async () => {
    const { bundle, shown } = bundleOf({ flow: [0.01, 0], hasRegions: true });
    await predict(bundle, { drive: 'recurrent', speed: 1, loop: 'none', seconds: 0.5 });
    const photo = interleave(photos.forPredictors, 3);
    expect(interleave(shown[0], 3)).toEqual(photo);
    const later = interleave(shown[10], 3);
    const change = (x: number, y: number) =>
      Math.abs(later[3 * (y * networkSize + x)] - photo[3 * (y * networkSize + x)]);
    const meanOf = (rows: number[]) =>
      rows
        .flatMap((y) => [100, 120, 140, 160, 180, 200].map((x) => change(x, y)))
        .reduce((sum, value) => sum + value) /
      (6 * rows.length);
    expect(meanOf([20, 30, 40])).toBeGreaterThan(0.01);
    // Between the crests and the shore.
    expect(meanOf([150, 154, 158])).toBe(0);
  });

  test('stops between two runs when aborted', async () => {
    const cancellation = new AbortController();
    const { bundle, shown } = bundleOf({ flow: [0.01, 0], hasRegions: true });
    const predictFlow: Bundle['predictFlow'] = (image, motionCode) => {
      if (shown.length === 4) cancellation.abort();
      return bundle.predictFlow(image, motionCode);
    };
    const predicting = predict({ ...bundle, predictFlow }, { drive: 'recurrent' }, cancellation.signal);
    await expect(predicting).rejects.toMatchObject({ name: 'AbortError' });
    expect(shown).toHaveLength(5);
  });
});

describe('results for a photo at another size', () => {
  const settings = parseSettings({ seconds: 2 });
  const { bundle } = bundleOf({ flow: [0.005, 0], hasRegions: true });
  const predictions = () => new Predictions(bundle, photos, known);
  const known: KnownPredictions = { flows: [] };
  let found: FoundByFlow;
  beforeAll(async () => {
    const large = await sizePhoto(generateLandscape({ width: 480, height: 270 }).photo);
    ({ found } = await findParts(bundle, large, settings, { predictions: predictions() }));
  });

  test('are reused at this size if the flow is the same', async () => {
    const [taken, looked] = [
      await findParts(bundle, photos, settings, { predictions: predictions(), found }),
      await findParts(bundle, photos, settings, { predictions: predictions() }),
    ];
    for (const kind of ['sky', 'water'] as const) {
      const [a, b] = [taken, looked].map(({ found: { scene } }) => scene.mattes[kind] as Uint8Array);
      expect(a.length).toBe(width * height);
      expect(a).not.toEqual(b);
      const apart = a.filter((value, i) => Math.abs(value - b[i]) > 64).length / a.length;
      expect(apart).toBeLessThan(0.05);
    }
  });

  test('are not reused if the settings need another flow', async () => {
    const emptied = { ...found, scene: { ...found.scene, mattes: {} } };
    const read = (motion: number) =>
      findParts(bundle, photos, parseSettings({ seconds: 2, motion }), {
        predictions: predictions(),
        found: emptied,
      });
    expect((await read(0.7)).found.scene.mattes).toEqual({});
    expect(Object.keys((await read(0)).found.scene.mattes)).toEqual(['sky', 'water']);
  });
});
