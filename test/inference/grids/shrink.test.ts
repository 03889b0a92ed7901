import { expect, test } from 'vitest';
import { shrinkPlane } from '../../../src/inference/grids/shrink.ts';

test('a cell is the mean of its pixels, as a share of 255', () => {
  const bytes = Uint8Array.of(0, 255, 255, 255, 51, 51, 0, 0);
  const shrunk = shrinkPlane(bytes, 4, 2, 2);
  expect(shrunk).toEqual(Float32Array.of(0.5, 1, 0.2, 0));
});

test('a full plane stays full, at any size', () => {
  for (const [width, height] of [
    [2, 2],
    [100, 7],
    [641, 359],
  ]) {
    const shrunk = shrinkPlane(new Uint8Array(width * height).fill(255), width, height, 64);
    expect(shrunk.every((share) => share === 1)).toBe(true);
  }
});

test('every pixel counts once if the plane is larger than the grid', () => {
  const [width, height] = [130, 70];
  const bytes = Uint8Array.from({ length: width * height }, (_, i) => (i * 7919) % 256);
  const mean = (values: ArrayLike<number>) =>
    Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(shrinkPlane(bytes, width, height, 32))).toBeCloseTo(mean(bytes) / 255, 2);
});

test('bytes are repeated if the plane is smaller than the grid', () => {
  const shrunk = shrinkPlane(Uint8Array.of(0, 255, 255, 0), 2, 2, 4);
  expect([...shrunk]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0]);
});
