import { expect, test } from 'vitest';
import { allSeen, findSeenSpans } from '../../../src/inference/grids/seen-spans.ts';

const side = 33;
const [width, height] = [321, 161];

function maskOf(...pixels: [x: number, y: number][]): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const [x, y] of pixels) mask[y * width + x] = 1;
  return mask;
}

test('a picture that moves everywhere needs every point', () => {
  const mask = new Uint8Array(width * height).fill(255);
  expect(findSeenSpans(mask, width, height, side)).toEqual(allSeen(side));
});

test('a static picture needs none', () => {
  const { from, to } = findSeenSpans(maskOf(), width, height, side);
  for (let y = 0; y < side; y++) expect(to[y]).toBeLessThan(from[y]);
});

test('the points around moving pixels are needed, with two more on every side', () => {
  // Ten pixels a point across, five down: both lie between points, in cells (3, 4) and (20, 4).
  const { from, to } = findSeenSpans(maskOf([35, 22], [209, 22]), width, height, side);
  const rows = Array.from({ length: side }, (_, y) => y).filter((y) => from[y] < to[y]);
  expect(rows).toEqual([2, 3, 4, 5, 6, 7]);
  for (const y of rows) expect([from[y], to[y]]).toEqual([1, 24]);
});
