import { describe, expect, test } from 'vitest';
import { sceneSize } from '../../src/inference/bundle/schema.ts';
import { closeSize, findRegions, sceneViews } from '../../src/inference/scene.ts';
import type { Photo } from '../../src/photo/photo.ts';

const points = sceneSize ** 2;

/** Green grows from left to right, blue from top to bottom. */
function gradient(side: number): Photo {
  const rgba = new Uint8Array(4 * side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      rgba.set([0, (255 * (x + 0.5)) / side, (255 * (y + 0.5)) / side, 255], 4 * (y * side + x));
    }
  }
  return { width: side, height: side, rgba };
}

const views = sceneViews(gradient(sceneSize), gradient(closeSize));

describe('the regions of a photo', () => {
  test('are where each view shows them', async () => {
    // Sky by green and water by blue, whatever the view.
    const predict = async (view: Float32Array) => {
      const shares = new Float32Array(4 * points);
      for (let region = 1; region <= 2; region++)
        for (let i = 0; i < points; i++) shares[region * points + i] = (view[region * points + i] + 1) / 2;
      return shares;
    };
    const { planes } = await findRegions(predict, views);
    for (let i = 0; i < points; i += 97) {
      expect(planes.sky[i]).toBeCloseTo(((i % sceneSize) + 0.5) / sceneSize, 2);
      expect(planes.water[i]).toBeCloseTo((Math.floor(i / sceneSize) + 0.5) / sceneSize, 2);
    }
  });

  test('are the mean of the whole photo and its magnified parts', async () => {
    const predict = async (view: Float32Array) =>
      new Float32Array(4 * points).fill(1, ...(view === views.whole ? [0, points] : [points, 2 * points]));
    const { planes } = await findRegions(predict, views);
    expect(planes.land.every((share) => share === 0.5)).toBe(true);
    expect(planes.sky.every((share) => Math.abs(share - 0.5) < 1e-6)).toBe(true);
  });

  test('are not detected further once a view has failed', async () => {
    let calls = 0;
    const predict = async () => {
      if (++calls === 3) throw new Error('stopped');
      return new Float32Array(4 * points);
    };
    await expect(findRegions(predict, views)).rejects.toThrow('stopped');
    expect(calls).toBe(3);
  });
});
