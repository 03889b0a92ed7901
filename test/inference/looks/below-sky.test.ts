import { expect, test } from 'vitest';
import { belowSky } from '../../../src/inference/appearance/looks/below-sky.ts';
import type { RegionColours } from '../../../src/inference/look.ts';

const coloured = (lightness: number): RegionColours => ({
  mean: [lightness, 2, -5],
  covariance: [100, 10, 20, 9, 1, 16],
});
const night = { own: coloured(60), target: coloured(18) };

test('land as bright as the sky above it gets the look’s colours', () => {
  expect(belowSky('land', coloured(14), coloured(60), night)).toEqual(coloured(14));
});

test('a silhouette stays much darker than the sky, and its contrast falls with its lightness', () => {
  const { mean, covariance } = belowSky('land', coloured(14), coloured(9), night);
  expect(mean[0]).toBeLessThan(6);
  expect(mean.slice(1)).toEqual([2, -5]);
  expect(Math.sqrt(covariance[0]) / mean[0]).toBeCloseTo(10 / 14, 6);
});

test('land in its own light stays as it is', () => {
  const own = coloured(20);
  expect(belowSky('land', own, own, { own: coloured(60), target: coloured(60) })).toEqual(own);
});

test('dark water takes more of the sky’s light than dark land, and stays darker than the sky', () => {
  const [land, water] = (['land', 'water'] as const).map(
    (region) => belowSky(region, coloured(16), coloured(15), night).mean[0],
  );
  expect(water).toBeGreaterThan(1.2 * land);
  expect(water).toBeLessThan(night.target.mean[0]);
});
