import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrastGain, correlationAt, correlations } from '../../../src/inference/frames/blend.ts';
import { localMean } from '../../../src/inference/grids/local-mean.ts';

test('one copy alone keeps its contrast exactly', () => {
  expect(contrastGain(1, 0, 0.3)).toBe(1);
  expect(contrastGain(0, 1, 0)).toBe(1);
});

test('two copies of the same source keep their contrast', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (weight) => {
      expect(contrastGain(weight, 1 - weight, correlationAt(0))).toBeCloseTo(1, 6);
    }),
  );
});

test('the gain restores six tenths of the contrast lost by blending different copies', () => {
  // Deterministic noise: two independent sequences.
  const noise = (seed: number) => Array.from({ length: 20_000 }, (_, i) => Math.sin(i * i * seed) * 3);
  const [a, b] = [noise(0.71), noise(1.33)];
  const variance = (values: number[]) =>
    values.reduce((sum, value) => sum + value * value, 0) / values.length;
  for (const weight of [0.5, 0.7, 0.9]) {
    const mixed = a.map((value, i) => weight * value + (1 - weight) * b[i]);
    const lost = Math.sqrt(variance(mixed) / variance(a));
    const kept = contrastGain(weight, 1 - weight, 0) * lost;
    expect(kept).toBeCloseTo(lost + 0.6 * (1 - lost), 1);
    expect(kept).toBeGreaterThan(0.87);
  }
});

test('the table of correlations equals the formula at any distance', () => {
  const { table, perDistance } = correlations;
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (distance) => {
      const step = Math.min(table.length - 1, Math.floor(distance * perDistance));
      expect(Math.abs(table[step] - correlationAt(distance))).toBeLessThan(0.004);
    }),
  );
});

test('the gain is below 2, as renderers require', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (weight, distance) => {
        const gain = contrastGain(weight, 1 - weight, correlationAt(distance));
        expect(gain).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(gain).toBeLessThan(2);
      },
    ),
  );
});

test('the local mean of a uniform picture is that picture', () => {
  const side = 32;
  const rgb = Float32Array.from({ length: side * side * 3 }, (_, i) => [10, 100, 250][i % 3]);
  const mean = localMean(rgb, side, { x: 2, y: 4 });
  for (const point of [0, 17, side * side - 1]) {
    expect([...mean.slice(3 * point, 3 * point + 3)].map(Math.round)).toEqual([10, 100, 250]);
  }
});

test('the local mean has separate widths across and down', () => {
  const side = 65;
  const rgb = new Float32Array(side * side * 3);
  rgb[3 * (32 * side + 32)] = 1000;
  const mean = localMean(rgb, side, { x: 2, y: 4 });
  const at = (x: number, y: number) => mean[3 * ((32 + y) * side + 32 + x)];
  expect(at(2, 0) / at(0, 0)).toBeCloseTo(Math.exp(-0.5), 3);
  expect(at(0, 4) / at(0, 0)).toBeCloseTo(Math.exp(-0.5), 3);
});
