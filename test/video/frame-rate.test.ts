import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fpsOf, frameRateOf } from '../../src/video/frame-rate.ts';

describe('frameRateOf', () => {
  it.each([
    [1, 1, 1],
    [24, 24, 1],
    [30, 30, 1],
    [120, 120, 1],
    [23.976, 24_000, 1001],
    [23.98, 24_000, 1001],
    [29.97, 30_000, 1001],
    [59.94, 60_000, 1001],
    [119.88, 120_000, 1001],
    [12.5, 25, 2],
    [10.1, 101, 10],
    [33.333, 33_333, 1000],
  ])('converts %f to %i / %i', (fps, numerator, denominator) => {
    expect(frameRateOf(fps)).toEqual({ numerator, denominator });
  });

  it('is within a thousandth of any rate, with a small denominator', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 120, noNaN: true }), (fps) => {
        const rate = frameRateOf(fps);
        expect(rate.denominator).toBeLessThanOrEqual(1001);
        expect(Number.isInteger(rate.numerator) && rate.numerator > 0).toBe(true);
        expect(Math.abs(fpsOf(rate) / fps - 1)).toBeLessThan(0.005);
      }),
    );
  });

  it.each([0, -30, Number.NaN, Number.POSITIVE_INFINITY])('rejects %f', (fps) => {
    expect(() => frameRateOf(fps)).toThrow(RangeError);
  });
});
