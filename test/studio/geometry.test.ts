import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInMask } from '../../studio/geometry/found-mask.ts';
import { simplified } from '../../studio/geometry/path.ts';
import { degreesOf, distance, distanceToPath } from '../../studio/geometry/point.ts';

const aspect = 0.5;

const points = (minLength: number, maxLength: number) => {
  const share = fc.double({ min: -0.2, max: 1.2, noNaN: true });
  return fc.array(fc.record({ x: share, y: share }), { minLength, maxLength });
};

describe('a distance', () => {
  it('is in picture widths, for any height', () => {
    expect(distance({ x: 0, y: 0 }, { x: 0, y: 1 }, aspect)).toBe(0.5);
    const path = [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ];
    expect(distanceToPath({ x: 0.5, y: 0.2 }, path, aspect)).toBeCloseTo(0.1);
  });
});

describe('a direction', () => {
  it.each([
    [{ x: 1, y: 0.5 }, 0],
    [{ x: 0.5, y: 0 }, 90],
    [{ x: 0, y: 0.5 }, 180],
    [{ x: 0.5, y: 1 }, 270],
  ])('to %j matches the API', (to, degrees) => {
    expect(degreesOf({ x: 0.5, y: 0.5 }, to, aspect)).toBe(degrees);
  });
});

describe('a drawn line', () => {
  it('keeps its ends and its corners, and nothing between', () => {
    const leg = Array.from({ length: 50 }, (_, index) => ({ x: 0.1 + index * 0.01, y: 0.2 }));
    const [last] = leg.slice(-1);
    const line = [...leg, ...leg.map(({ x }) => ({ x: last.x, y: 0.2 + x - 0.1 }))];
    expect(simplified(line, aspect)).toEqual([
      { x: 0.1, y: 0.2 },
      { x: 0.59, y: 0.2 },
      { x: 0.59, y: 0.69 },
    ]);
  });

  it('remains a point if it is one', () => {
    expect(
      simplified(
        [
          { x: 0.5, y: 0.5 },
          { x: 0.5, y: 0.5 },
        ],
        aspect,
      ),
    ).toEqual([{ x: 0.5, y: 0.5 }]);
  });

  it('always has 1 to 512 points inside the picture, close to the drawn ones', () => {
    fc.assert(
      fc.property(points(1, 3_000), (drawn) => {
        const line = simplified(drawn, aspect);
        expect(line.length).toBeGreaterThan(0);
        expect(line.length).toBeLessThanOrEqual(512);
        for (const { x, y } of line) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 30 },
    );
  });
});

it('a point is looked up in a mask of any size', () => {
  const mask = { width: 2, height: 1, values: Uint8Array.from([255, 0]) };
  expect(isInMask(mask, { x: 0.2, y: 1 })).toBe(true);
  expect(isInMask(mask, { x: 1, y: 0 })).toBe(false);
});
