import { expect, test } from 'vitest';
import { belowSky } from '../../../src/inference/appearance/looks/below-sky.ts';
import type { RegionColours } from '../../../src/inference/look.ts';

const coloured = (lightness: number): RegionColours => ({
  mean: [lightness, 2, -5],
  covariance: [100, 10, 20, 9, 1, 16],
});
const night = { own: coloured(60), target: coloured(18) };

test('land as bright as the sky above it gets the look’s colours', () => {
  expect(belowSky(coloured(14), coloured(60), night)).toEqual(coloured(14));
});

test('a silhouette stays much darker than the sky, and its contrast falls with its lightness', () => {
  const { mean, covariance } = belowSky(coloured(14), coloured(9), night);
  expect(mean[0]).toBeLessThan(6);
  expect(mean.slice(1)).toEqual([2, -5]);
  expect(Math.sqrt(covariance[0]) / mean[0]).toBeCloseTo(10 / 14, 6);
});

test('land in its own light stays as it is', () => {
  const own = coloured(20);
  expect(belowSky(own, own, { own: coloured(60), target: coloured(60) })).toEqual(own);
});
