import { expect, test } from 'vitest';
import { showsCrests } from '../../../src/inference/layers/crests.ts';
import { randomNumbers } from '../renderer/plans.ts';

const side = 64;
const water = Float32Array.from({ length: side * side }, (_, i) => (i >= 20 * side ? 1 : 0));

function coloursOf(grey: (x: number, y: number) => number): Float32Array {
  const colours = new Float32Array(3 * side * side);
  for (let i = 0; i < side * side; i++) colours.fill(grey(i % side, Math.floor(i / side)), 3 * i, 3 * i + 3);
  return colours;
}

test('a sea whose waves lie along the horizon shows crests', () => {
  expect(
    showsCrests(
      coloursOf((x, y) => 100 + 30 * Math.sin(2 * y + x / 20)),
      water,
      side,
    ),
  ).toBe(true);
});

test('a lake with vertical reflections shows no crests, nor does one that only becomes brighter towards the viewer', () => {
  expect(
    showsCrests(
      coloursOf((x) => 100 + 30 * Math.sin(x)),
      water,
      side,
    ),
  ).toBe(false);
  expect(
    showsCrests(
      coloursOf((_, y) => 100 + y),
      water,
      side,
    ),
  ).toBe(false);
});

test('water that is rough in all directions shows no crests', () => {
  const random = randomNumbers(1);
  expect(
    showsCrests(
      coloursOf(() => 100 + 60 * random()),
      water,
      side,
    ),
  ).toBe(false);
});

test('points outside the water are ignored', () => {
  expect(
    showsCrests(
      coloursOf((_, y) => (y < 18 ? 200 * (y % 2) : 100)),
      water,
      side,
    ),
  ).toBe(false);
});
