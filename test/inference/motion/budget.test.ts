import { expect, test } from 'vitest';
import { bearableBudget } from '../../../src/inference/motion/budget.ts';
import { measureSpeed } from '../../../src/inference/motion/speed.ts';

const side = 64;
const output = { width: 640, height: 640 };
const area = new Float32Array(side * side).fill(1);
/** Streaks across the picture, three points high each. */
const streaks = Float32Array.from(
  { length: 3 * side * side },
  (_, i) => 128 + 90 * Math.sin(Math.floor(i / 3 / side)),
);

function bearable(velocityX: number, velocityY: number, budget = 0.12, covered = area): number {
  const velocity = Float32Array.from({ length: 2 * side * side }, (_, i) =>
    i % 2 === 0 ? velocityX : velocityY,
  );
  const { fastShare } = measureSpeed(velocity, covered, output);
  return bearableBudget(budget, { velocity, area: covered, localMean: streaks, fastShare });
}

test('streaks bear the whole budget along themselves', () => {
  expect(bearable(0.2, 0)).toBe(0.12);
});

test('streaks bear only part of it across themselves, but never less than three tenths', () => {
  expect(bearable(0, 0.2)).toBeLessThan(0.12);
  expect(bearable(0, 0.2)).toBeGreaterThanOrEqual(0.3 * 0.12);
});

test('how fast they drift makes no difference', () => {
  expect(bearable(0, 0.05)).toBeCloseTo(bearable(0, 0.4), 6);
});

test('what stands, and a layer that covers nothing surely, bears it all', () => {
  expect(bearable(0, 0)).toBe(0.12);
  expect(
    bearable(
      0,
      0.2,
      0.12,
      area.map(() => 0.8),
    ),
  ).toBe(0.12);
});
