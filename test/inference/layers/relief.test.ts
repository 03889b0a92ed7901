import { expect, test } from 'vitest';
import { reliefAround, reliefNear } from '../../../src/inference/layers/relief.ts';

const [width, height] = [12, 6];
/** Dark to the left of column 6, bright from there on. */
const edge = Uint8Array.from({ length: width * height }, (_, i) => (i % width < 6 ? 20 : 120));
const at = (x: number, y: number) => y * width + x;

test('a plane varies near an edge, but not away from it', () => {
  expect(reliefNear([at(1, 2)], edge, width, 2)).toBe(0);
  expect(reliefNear([at(4, 2)], edge, width, 2)).toBe(100);
  expect(reliefNear([at(1, 2), at(4, 2)], edge, width, 2)).toBe(50);
});

test('squares are cut off at the border', () => {
  expect(reliefNear([at(0, 0), at(11, 5)], edge, width, 2)).toBe(0);
  expect(reliefNear([at(0, 0)], edge, width, 6)).toBe(100);
});

test('the surroundings of a thing do not include the thing itself, but an edge that crosses their outline', () => {
  const even = new Uint8Array(width * height).fill(20);
  even[at(4, 2)] = even[at(5, 2)] = 90;
  const box = { left: 4, right: 5, top: 2, bottom: 2 };
  expect(reliefAround(box, even, width, 1)).toBe(0);
  expect(reliefAround(box, edge, width, 1)).toBe(100);
  expect(reliefAround(box, edge, width, 20)).toBe(0);
});
