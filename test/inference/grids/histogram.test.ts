import { describe, expect, test } from 'vitest';
import { shareInBins, toBins } from '../../../src/inference/grids/histogram.ts';

const weights = (...values: number[]) => Float32Array.from(values);

describe('points in bins of their features', () => {
  const first = weights(0.5, 0.7, 9.5, 10.5, 30.2);
  const second = weights(-3, -3, 4, 4, 4);

  test('share a bin if all their features are in it', () => {
    const { of } = toBins([first, second]);
    expect(of[0]).toBe(of[1]);
    expect(new Set(of).size).toBe(4);
  });

  test('have the density of their bin and its neighbours', () => {
    const shares = shareInBins(toBins([first, second]), weights(1, 1, 1, 0, 1));
    expect(shares[0]).toBeGreaterThan(shares[2]);
    expect(shares[3]).toBeGreaterThan(0);
    expect(shares[3]).toBeLessThan(shares[2]);
    expect(shares[4]).toBeCloseTo(shares[2], 5);
  });

  test('have density 0 if all weights are 0', () => {
    expect([...shareInBins(toBins([first, second]), weights(0, 0, 0, 0, 0))]).toEqual([0, 0, 0, 0, 0]);
  });
});

test('are not smoothed across the edge of the space', () => {
  const shares = shareInBins(toBins([weights(0, 0, 1, 1), weights(0, 9, 0, 9)]), weights(0, 1, 0, 0));
  expect(shares[2]).toBe(0);
  expect(shares[3]).toBeGreaterThan(0);
});
