import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whollyInside } from '../../../src/inference/grids/erode.ts';
import { leastAhead, leastAround, mostAround } from '../../../src/inference/grids/extremes.ts';

const planes = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    radius: fc.nat(4),
  })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      values: fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height }),
    }),
  );

test('minimum and maximum are those of a square around each point, within the grid', () => {
  fc.assert(
    fc.property(planes, ({ size: { width, height, radius }, values }) => {
      const around = (point: number) =>
        [...values].filter(
          (_, other) =>
            Math.abs((other % width) - (point % width)) <= radius &&
            Math.abs(Math.floor(other / width) - Math.floor(point / width)) <= radius,
        );
      const least = leastAround(values, width, height, radius);
      const most = mostAround(values, width, height, radius);
      for (let point = 0; point < values.length; point++) {
        expect(least[point]).toBe(Math.min(...around(point)));
        expect(most[point]).toBe(Math.max(...around(point)));
      }
    }),
    { numRuns: 40 },
  );
});

test('the least ahead is that of a value and those after it, as many as are left', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (line, window) => {
        const ahead = line.slice();
        leastAhead(ahead, window);
        expect([...ahead]).toEqual([...line].map((_, i) => Math.min(...line.subarray(i, i + window))));
      },
    ),
  );
});

test('a point is inside if the minimum around it is 255', () => {
  const mattes = planes.map(({ values, size }) => ({
    size,
    matte: values.map((value) => (value > 20 ? 255 : value)),
  }));
  fc.assert(
    fc.property(mattes, ({ size: { width, height, radius }, matte }) => {
      const least = leastAround(matte, width, height, radius);
      expect(whollyInside(matte, width, height, radius)).toEqual(
        least.map((value) => (value === 255 ? 1 : 0)),
      );
    }),
    { numRuns: 40 },
  );
});
