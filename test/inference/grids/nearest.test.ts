import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNearest } from '../../../src/inference/grids/nearest.ts';

const grids = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) })
  .chain((size) =>
    fc.record({
      width: fc.constant(size.width),
      height: fc.constant(size.height),
      known: fc.uniqueArray(fc.nat(size.width * size.height - 1), { minLength: 1, maxLength: 12 }),
    }),
  );

test('every point finds a known one at nearly the smallest distance', () => {
  fc.assert(
    fc.property(grids, ({ width, height, known }) => {
      const isKnown = new Uint8Array(width * height);
      for (const point of known) isKnown[point] = 1;
      const { dx, dy } = findNearest(isKnown, width, height);
      for (let point = 0; point < isKnown.length; point++) {
        const [x, y] = [point % width, Math.floor(point / width)];
        expect(isKnown[(y + dy[point]) * width + x + dx[point]]).toBe(1);
        const nearest = Math.min(
          ...known.map((other) => Math.hypot((other % width) - x, Math.floor(other / width) - y)),
        );
        expect(Math.hypot(dx[point], dy[point])).toBeLessThan(nearest + 1);
      }
    }),
    { numRuns: 60 },
  );
});

test('known points are their own nearest', () => {
  const { dx, dy } = findNearest(new Uint8Array(30).fill(1), 6, 5);
  expect([...dx, ...dy].every((step) => step === 0)).toBe(true);
});

test('a single known point is found exactly, at any distance', () => {
  const [width, height] = [500, 300];
  const isKnown = new Uint8Array(width * height);
  isKnown[7 * width + 490] = 1;
  const { dx, dy } = findNearest(isKnown, width, height);
  expect([dx[299 * width], dy[299 * width]]).toEqual([490, -292]);
});
