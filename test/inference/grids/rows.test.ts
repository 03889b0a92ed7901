import { expect, test } from 'vitest';
import { cellsOf, rowsWith } from '../../../src/inference/grids/rows.ts';

const [width, height] = [3, 6];

test('rows with something reach from the first to the last, and a margin beyond, inside the picture', () => {
  const plane = new Uint8Array(width * height);
  plane[2 * width + 2] = 1;
  plane[3 * width] = 255;
  expect(rowsWith(plane, width, height, 0)).toEqual({ from: 2, to: 4 });
  expect(rowsWith(plane, width, height, 1)).toEqual({ from: 1, to: 5 });
  expect(rowsWith(plane, width, height, 9)).toEqual({ from: 0, to: 6 });
});

test('an empty plane has none', () => {
  expect(rowsWith(new Uint8Array(width * height), width, height, 2)).toBeUndefined();
});

test('the pixels of a line lie in equal cells', () => {
  expect([...cellsOf(6, 3)]).toEqual([0, 0, 1, 1, 2, 2]);
  expect([...cellsOf(3, 6)]).toEqual([0, 2, 4]);
});
