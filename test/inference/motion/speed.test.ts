import { expect, test } from 'vitest';
import { measureSpeed } from '../../../src/inference/motion/speed.ts';

const side = 32;
const output = { width: 311, height: 156 };
const velocityOf = (at: (x: number) => [number, number]) =>
  Float32Array.from({ length: 2 * side * side }, (_, i) => at(Math.floor(i / 2) % side)[i % 2]);

test('speed is measured in pixels of the output, whose grid is square for any aspect', () => {
  const area = new Float32Array(side * side).fill(1);
  const { meanPixels, fastShare, points } = measureSpeed(
    velocityOf(() => [0.3, 0.8]),
    area,
    output,
  );
  expect(meanPixels).toBeCloseTo(5, 5);
  expect(fastShare).toBeCloseTo(5 / 311, 6);
  expect(points).toBe(side * side);
});

test('speed ignores points that the layer covers by half or less', () => {
  const area = Float32Array.from({ length: side * side }, (_, i) => (i % side < 8 ? 1 : 0.5));
  const { meanPixels, points } = measureSpeed(
    velocityOf((x) => [x < 8 ? 0.1 : 5, 0]),
    area,
    output,
  );
  expect(meanPixels).toBeCloseTo(1, 5);
  expect(points).toBe(8 * side);
});

test('speed ignores a few points that are faster than all others', () => {
  const area = new Float32Array(side * side).fill(1);
  const { fastShare } = measureSpeed(
    velocityOf((x) => [x === 0 ? 10 : 0.1, 0]),
    area,
    output,
  );
  expect(fastShare).toBeCloseTo(1 / 311, 5);
});

test('the speed of a layer without cover is zero', () => {
  const speed = measureSpeed(
    velocityOf(() => [1, 1]),
    new Float32Array(side * side),
    output,
  );
  expect(speed).toEqual({ fastShare: 0, meanPixels: 0, points: 0 });
});
