import { expect, test } from 'vitest';
import { allSeen } from '../../../src/inference/grids/seen-spans.ts';
import { slantAbove } from '../../../src/inference/motion/slant.ts';

const side = 32;
/** Everything moves down by 6 grid units: the upper rows show what lies above the picture. */
const down = Float32Array.from({ length: 2 * side * side }, (_, i) => (i % 2 === 0 ? 0 : -6));
const slanted = slantAbove(down, allSeen(side), 1);
const at = (x: number, y: number) => [...slanted.subarray(2 * (y * side + x), 2 * (y * side + x) + 2)];

test('what comes from above the picture moves sideways, the more the farther above it lies', () => {
  const sideways = [0, 2, 4].map((y) => at(10, y)[0]);
  expect(sideways[0]).toBeGreaterThan(sideways[1]);
  expect(sideways[1]).toBeGreaterThan(sideways[2]);
  expect(sideways[2]).toBeGreaterThan(0);
});

test('it is as high above the picture as before, and joins the picture at its border without a jump', () => {
  for (let y = 0; y < side; y++) expect(at(10, y)[1]).toBe(-6);
  expect(at(10, 6)[0]).toBe(0);
});

test('nothing moves past the right border', () => {
  for (let x = 0; x < side; x++) expect(x + at(x, 0)[0]).toBeLessThanOrEqual(side - 1);
});

test('what comes from inside the picture stays where it is', () => {
  for (let y = 6; y < side; y++) for (let x = 0; x < side; x++) expect(at(x, y)).toEqual([0, -6]);
});
