import { expect, test } from 'vitest';
import { mirrorsScene } from '../../../src/inference/layers/reflection.ts';
import { randomNumbers } from '../renderer/plans.ts';

const side = 128;
const shore = 60;

type Grey = (x: number, y: number) => number;

/** Greys from one formula above the shore and from another below it. */
function scene(above: Grey, below: Grey): { colours: Float32Array; water: Float32Array } {
  const colours = new Float32Array(3 * side * side);
  const water = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const point = y * side + x;
      const isWater = y >= shore;
      water[point] = isWater ? 1 : 0;
      colours.fill(isWater ? below(x, y) : above(x, y), 3 * point, 3 * point + 3);
    }
  }
  return { colours, water };
}

const mirrors = ({ colours, water }: ReturnType<typeof scene>) => mirrorsScene(colours, water, side);

const crest = (x: number) => 18 + 9 * Math.sin(x / 9) + 4 * Math.sin(x / 3.1);
const mountains: Grey = (x, y) => (shore - y < crest(x) ? 70 : 210);
const gradient: Grey = (_, y) => 120 + y;

test('finds mountains reflected in a lake', () => {
  expect(mirrors(scene(mountains, (x, y) => mountains(x, 2 * shore - 1 - y)))).toBe(true);
});

test('finds a darker and flatter reflection in a lake with waves', () => {
  const random = randomNumbers(3);
  const ruffled: Grey = (x, y) => 30 + 0.6 * mountains(x, shore - 1.25 * (y - shore)) + 40 * random();
  expect(mirrors(scene(mountains, ruffled))).toBe(true);
});

test('finds none in a sea under a clear sky, which is uniform along rows', () => {
  expect(mirrors(scene(gradient, gradient))).toBe(false);
  const random = randomNumbers(4);
  expect(mirrors(scene(gradient, (x, y) => gradient(x, y) - 40 * random()))).toBe(false);
});

test('finds none in a river below a forest with another pattern', () => {
  const random = randomNumbers(5);
  expect(
    mirrors(
      scene(
        (x, y) => mountains(x, y) - 50 * random(),
        (x, y) => 120 + 60 * Math.sin(x / 5 + y),
      ),
    ),
  ).toBe(false);
});

test('finds none without water, or in a pond', () => {
  const { colours, water } = scene(mountains, (x, y) => mountains(x, 2 * shore - 1 - y));
  expect(mirrorsScene(colours, new Float32Array(water.length), side)).toBe(false);
  const pond = water.map((share, i) => (i % side < side / 8 ? share : 0));
  expect(mirrorsScene(colours, pond, side)).toBe(false);
});
