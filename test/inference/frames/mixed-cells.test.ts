import { expect, test } from 'vitest';
import { MixedCells } from '../../../src/inference/frames/mixed-cells.ts';

const side = 9;

test('points in a marked cell of two by two points and in the cells around it are near', () => {
  const cells = new MixedCells(side);
  cells.mark(4, 5);
  cells.spread();
  for (let point = 0; point < side * side; point++) {
    const [x, y] = [point % side, Math.floor(point / side)];
    expect(cells.isNear(point)).toBe(x >= 2 && x <= 7 && y >= 2 && y <= 7);
  }
});

test('marks at the borders do not reach around to the other side', () => {
  const cells = new MixedCells(side);
  cells.mark(0, 4);
  cells.mark(8, 8);
  cells.spread();
  expect(cells.isNear(4 * side + 1)).toBe(true);
  expect(cells.isNear(3 * side + 8)).toBe(false);
  expect(cells.isNear(8 * side + 7)).toBe(true);
  expect(cells.isNear(0)).toBe(false);
});

test('a new frame begins without marks', () => {
  const cells = new MixedCells(side);
  cells.mark(4, 4);
  cells.spread();
  cells.clear();
  cells.spread();
  expect(cells.isNear(4 * side + 4)).toBe(false);
});
