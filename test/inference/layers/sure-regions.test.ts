import { expect, test } from 'vitest';
import {
  dropOutdone,
  fillBetween,
  keepLikelyAreas,
  keepSureAreas,
  makeSolid,
  yieldToLand,
} from '../../../src/inference/layers/sure-regions.ts';

const side = 20;

/** Shares of two areas, left and right, with land between. */
function shares(left: number, right: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const x = i % side;
    return x < 8 ? left : x >= 12 ? right : 0.1;
  });
}

/** Shares found in the left and in the right area. */
function kept(plane: Float32Array): number[] {
  return [plane[0], plane[side - 1]];
}

test('keeps areas of which the network is certain', () => {
  const plane = shares(1, 1);
  expect(keepSureAreas(plane, side)).toEqual(plane);
});

test('raises accepted areas to full certainty, and leaves others unchanged', () => {
  const raised = keepSureAreas(shares(0.85, 0.75), side);
  expect(raised[0]).toBeCloseTo(0.85);
  expect(raised[side - 1]).toBeCloseTo(0.85);
  expect(raised[side / 2]).toBeCloseTo(0.1);
});

test('drops areas that are much less certain than the best one or never certain', () => {
  expect(kept(keepSureAreas(shares(1, 0.8), side))[1]).toBe(0);
  expect(kept(keepSureAreas(shares(0.7, 0.71), side))).toEqual([0, 0]);
});

test('drops nearly black areas', () => {
  const lightness = Float32Array.from({ length: side * side }, (_, i) => (i % side < 10 ? 0.05 : 0.5));
  const [left, right] = kept(keepSureAreas(shares(0.9, 0.9), side, { lightness }));
  expect(left).toBe(0);
  expect(right).toBeCloseTo(0.9);
});

test('uses the predicted flow where the scene network is uncertain', () => {
  const moving = (left: number, right: number) =>
    Float32Array.from({ length: side * side }, (_, i) => (i % side < 10 ? left : right));
  // Gravel next to a lake, and a waterfall next to a pool.
  expect(kept(keepSureAreas(shares(1, 0.9), side, { moving: moving(0.4, 0) }))).toEqual([1, 0]);
  expect(kept(keepSureAreas(shares(1, 0.9), side, { moving: moving(0.4, 0.9) }))[1]).toBeCloseTo(0.9);
  // A strip of sea behind grass.
  expect(kept(keepSureAreas(shares(0.65, 0.65), side, { moving: moving(0.9, 0.3) }))[0]).toBeCloseTo(0.85);
  expect(kept(keepSureAreas(shares(0.65, 0.65), side, { moving: moving(0.9, 0.3) }))[1]).toBe(0);
});

test('rejects water next to more certain water, and keeps uncertain areas open', () => {
  expect(kept(dropOutdone(shares(1, 0.8), side))).toEqual([1, 0]);
  expect(kept(dropOutdone(shares(1, 0.6), side))).toEqual([1, expect.closeTo(0.6)]);
});

test('leaves other areas alone if looks were considered', () => {
  expect(kept(keepLikelyAreas(shares(1, 0.75), side))).toEqual([1, expect.closeTo(0.85)]);
  expect(kept(keepLikelyAreas(shares(1, 0.6), side))).toEqual([1, 0]);
});

test('makes a solid area exclusive except at its edge', () => {
  const solid = makeSolid(shares(0.6, 0.4), side);
  expect(kept(solid)).toEqual([1, expect.closeTo(0.4)]);
  expect(solid[7]).toBeCloseTo(0.6);
});

/** Columns of shares: each has the given shares from top to bottom, in runs of equal height. */
function columns(...shares: number[]): Float32Array {
  const height = side / shares.length;
  return Float32Array.from({ length: side * side }, (_, i) => shares[Math.floor(i / side / height)]);
}

test('accepts possible water between certain water above and below', () => {
  const filled = fillBetween(columns(0.1, 0.95, 0.6, 1), side);
  expect(filled[0]).toBeCloseTo(0.1);
  expect(filled[12 * side]).toBe(1);
});

test('keeps an island in the water, and a shore that may be water', () => {
  for (const plane of [columns(0.1, 0.95, 0.1, 1), columns(0.1, 0.6, 0.6, 1), columns(0.1, 1, 0.6, 0.6)]) {
    expect(fillBetween(plane, side)).toEqual(plane);
  }
});

test('prefers possible land to water, but not to the sky', () => {
  const water = Float32Array.of(0.5, 0.5, 0.9);
  const [beside, atHorizon, inside] = yieldToLand(water, Float32Array.of(0.5, 0, 0.1));
  expect(beside).toBeLessThan(0.3);
  expect(atHorizon).toBeCloseTo(0.5);
  expect(inside).toBeGreaterThan(0.8);
});

test('reduces the sky on a hill in fog, and keeps a clear sky', () => {
  const sky = shares(0.5, 1);
  const yielded = yieldToLand(
    sky,
    sky.map((share) => 1 - share),
    'sky',
  );
  expect(kept(yielded)).toEqual([expect.closeTo(0.375), 1]);
});
