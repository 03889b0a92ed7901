import { expect, test } from 'vitest';
import { bearableBudget, unstretchedBudget } from '../../../src/inference/motion/budget.ts';
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

test('streaks have the whole budget along themselves', () => {
  expect(bearable(0.2, 0)).toBe(0.12);
});

test('streaks have only a part of it across themselves, at least three tenths', () => {
  expect(bearable(0, 0.2)).toBeLessThan(0.12);
  expect(bearable(0, 0.2)).toBeGreaterThanOrEqual(0.3 * 0.12);
});

test('the budget of streaks does not depend on the speed of the drift', () => {
  expect(bearable(0, 0.05)).toBeCloseTo(bearable(0, 0.4), 6);
});

test('static layers, and layers without certain cover, have the whole budget', () => {
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

/** The remaining budget if the flow grows from zero by `growth` per row, in grid units per frame. */
function unstretched(growth: number, budget = 0.1): number {
  const velocity = Float32Array.from({ length: 2 * side * side }, (_, i) =>
    i % 2 === 1 ? growth * Math.floor(i / 2 / side) : 0,
  );
  const { fastShare } = measureSpeed(velocity, area, output);
  return unstretchedBudget(budget, { velocity, area, fastShare });
}

test('uniform flow has the whole budget, and flow with steep changes only what stretches the picture by half', () => {
  const even = new Float32Array(2 * side * side).fill(0.2);
  const { fastShare } = measureSpeed(even, area, output);
  expect(unstretchedBudget(0.1, { velocity: even, area, fastShare })).toBe(0.1);
  // At the end of the budget the last row has moved by half as many grid units as it is rows away from the first.
  expect(unstretched(0.01, 1)).toBeCloseTo(0.5 * 0.95, 1);
  expect(unstretched(0.01, 0.1)).toBe(0.1);
});

test('the budget of flow that is not stretched does not depend on its speed', () => {
  expect(unstretched(0.001, 1)).toBeCloseTo(unstretched(0.05, 1), 5);
});
