import { describe, expect, test } from 'vitest';
import { splitLayers } from '../../../src/inference/layers/layers.ts';
import { drawMattes } from '../../../src/inference/layers/mattes.ts';
import { toRegionShares } from '../../../src/inference/layers/regions.ts';
import { checkSetup } from '../../../src/inference/renderer/check-plan.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';

const side = 128;
const [width, height] = [320, 180];
const scene = generateLandscape({ width, height });
const moving = new Float32Array(64 * 64).fill(1);
/** First row of the landscape's lake. */
const waterRow = Math.round(0.64 * height);

type Region = 'land' | 'sky' | 'water' | 'mist';

/** Output of a scene network for the picture, in its order of channels. */
function sharesOf(regionAt: (pixel: number) => Partial<Record<Region, number>>) {
  const planar = new Float32Array(4 * side * side);
  for (let point = 0; point < side * side; point++) {
    const x = Math.floor((((point % side) + 0.5) * width) / side);
    const y = Math.floor(((Math.floor(point / side) + 0.5) * height) / side);
    const { sky = 0, water = 0, mist = 0 } = regionAt(y * width + x);
    [1 - sky - water - mist, sky, water, mist].forEach((share, channel) => {
      planar[channel * side * side + point] = share;
    });
  }
  return toRegionShares(planar, side);
}

const skyAndWater = sharesOf((pixel) => {
  const moves = scene.movingMask[pixel] / 255;
  return pixel < waterRow * width ? { sky: moves } : { water: moves };
});

describe('mattes', () => {
  test('follow the photo’s edges, from coarse shares', async () => {
    const { sky } = await drawMattes(skyAndWater, scene.photo);
    let [right, count] = [0, 0];
    for (let pixel = 0; pixel < waterRow * width; pixel++) {
      const truth = scene.movingMask[pixel];
      if (truth > 0 && truth < 255) continue;
      count++;
      if ((sky?.[pixel] ?? 0) > 127 === truth > 127) right++;
    }
    expect(right / count).toBeGreaterThan(0.97);
  });

  test('leave out a region that is nearly absent', async () => {
    const speck = sharesOf((pixel) => (pixel < 8 * width && pixel % width < 8 ? { mist: 1 } : { sky: 0.5 }));
    expect(Object.keys(await drawMattes(speck, scene.photo))).toEqual(['sky']);
  });

  test('never sum to more than a whole pixel', async () => {
    const all = sharesOf((pixel) => ({
      sky: 0.6 * ((pixel % width) / width),
      water: 0.6 * (1 - (pixel % width) / width),
      mist: 0.4,
    }));
    const mattes = Object.values(await drawMattes(all, scene.photo));
    expect(mattes).toHaveLength(3);
    for (let pixel = 0; pixel < width * height; pixel++) {
      expect(mattes.reduce((sum, matte) => sum + matte[pixel], 0)).toBeLessThanOrEqual(255);
    }
  });
});

describe('the layers of a photo', () => {
  test('are its sky and its water if regions are known, back to front, and are valid for renderers', async () => {
    const layers = await splitLayers(scene.photo, { shares: skyAndWater, moving });
    expect(layers.map(({ kind }) => kind)).toEqual(['sky', 'water']);
    const grid = { width: 64, height: 64 };
    const setup = { photo: scene.photo, layers, motionGrid: grid, colourGrid: grid };
    expect(() => checkSetup({ ...setup, colourTransfer: 'tanh' })).not.toThrow();
  });

  test('have their area on the motion grid', async () => {
    const [sky] = await splitLayers(scene.photo, { shares: skyAndWater, moving });
    expect(sky.area).toHaveLength(64 * 64);
    expect(sky.area[2 * 64 + 60]).toBeGreaterThan(0.95);
    expect(sky.area[62 * 64 + 32]).toBe(0);
  });

  test('are none if the photo is all land, however much flow is predicted', async () => {
    expect(await splitLayers(scene.photo, { shares: sharesOf(() => ({})), moving })).toEqual([]);
  });

  test('are the moving parts of the flow if no regions are known', async () => {
    const layers = await splitLayers(scene.photo, { moving });
    expect(layers.map(({ kind }) => kind)).toEqual(['any']);
    expect(layers[0].mask.every((value) => value === 255)).toBe(true);
  });
});
