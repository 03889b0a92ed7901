import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempt, bestOf, nextCrf } from '../../../src/video/budget/search.ts';

/** All attempts at a budget where files are as large as `sizeAt` says. */
function search(maxBytes: number, sizeAt: (crf: number) => number, shrinkPerCrf = 0.12): Attempt[] {
  const attempts: Attempt[] = [];
  const budget = { maxBytes, crf: 20, shrinkPerCrf };
  for (let crf: number | null = 20; crf !== null; crf = nextCrf(attempts, budget)) {
    attempts.push({ crf, bytes: Math.round(sizeAt(crf)) });
  }
  return attempts;
}

/** Falls by a factor that changes on the way, as files of landscapes do. */
const sizes = fc.record({
  start: fc.integer({ min: 200_000, max: 20_000_000 }),
  steep: fc.double({ min: 0.08, max: 0.22, noNaN: true }),
  bend: fc.double({ min: -0.0015, max: 0.0015, noNaN: true }),
});
const sizeOf =
  ({ start, steep, bend }: { start: number; steep: number; bend: number }) =>
  (crf: number) =>
    start * Math.exp(-(crf - 20) * (steep + bend * (crf - 20)));

describe('the search for a quality', () => {
  it('ends within a tenth below the budget, after few attempts, never better than requested', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.15, max: 0.95, noNaN: true }), (curve, share) => {
        const maxBytes = Math.round(curve.start * share);
        fc.pre(sizeOf(curve)(51) < 0.95 * maxBytes);
        const attempts = search(maxBytes, sizeOf(curve));
        const { bytes } = bestOf(attempts, maxBytes);
        expect(attempts.length).toBeLessThanOrEqual(5);
        expect(attempts.every(({ crf }) => crf >= 20 && crf <= 51)).toBe(true);
        expect(bytes).toBeLessThanOrEqual(maxBytes);
        expect(bytes).toBeGreaterThanOrEqual(0.9 * maxBytes);
      }),
    );
  });

  it('fits if quality only has whole steps', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.15, max: 0.95, noNaN: true }), (curve, share) => {
        const maxBytes = Math.round(curve.start * share);
        fc.pre(sizeOf(curve)(51) < 0.95 * maxBytes);
        const attempts = search(maxBytes, (crf) => sizeOf(curve)(Math.round(crf)));
        expect(attempts.length).toBeLessThanOrEqual(6);
        expect(bestOf(attempts, maxBytes).bytes).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  it('ends if the first file fits', () => {
    expect(search(1_000_000, () => 300_000)).toHaveLength(1);
  });

  it('ends with the smallest if none fits', () => {
    const attempts = search(1000, (crf) => 1e6 * Math.exp(-0.1 * (crf - 20)));
    expect(attempts.at(-1)?.crf).toBe(51);
    expect(bestOf(attempts, 1000).crf).toBe(51);
  });

  it('tries once if quality is fixed', () => {
    expect(search(1000, () => 5000, 0)).toHaveLength(1);
  });
});
