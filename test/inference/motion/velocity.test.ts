import { describe, expect, test } from 'vitest';
import { continueFlow, evenFlow, smoothFlow, toVelocity } from '../../../src/inference/motion/velocity.ts';

const side = 64;
const points = side * side;

function flowOf(at: (x: number, y: number) => [number, number]): Float32Array {
  const flow = new Float32Array(2 * points);
  for (let i = 0; i < points; i++) flow.set(at(i % side, Math.floor(i / side)), 2 * i);
  return flow;
}

function expectFlow(flow: Float32Array, x: number, y: number, expected: [number, number]): void {
  const i = 2 * (y * side + x);
  expect(flow[i]).toBeCloseTo(expected[0], 3);
  expect(flow[i + 1]).toBeCloseTo(expected[1], 3);
}

const isSky = (y: number) => y < 40;
const inside = Float32Array.from({ length: points }, (_, i) => (isSky(Math.floor(i / side)) ? 1 : 0));

describe('a uniform motion for a region', () => {
  test('makes a hole in a cloud’s flow move like its surroundings', () => {
    const isHole = (x: number, y: number) => Math.hypot(x - 30, y - 20) < 6;
    const flow = flowOf((x, y) => (isHole(x, y) || !isSky(y) ? [0, 0] : [0.01, -0.002]));
    const even = evenFlow(flow, inside, side);
    for (const [x, y] of [
      [30, 20],
      [27, 22],
      [5, 5],
    ])
      expectFlow(even, x, y, [0.01, -0.002]);
  });

  test('continues beyond the region, whatever flows there', () => {
    const flow = flowOf((_, y) => (isSky(y) ? [0.01, 0] : [-0.03, 0.02]));
    const even = evenFlow(flow, inside, side);
    for (const y of [39, 45, 63]) expectFlow(even, 20, y, [0.01, 0]);
  });

  test('is zero if nothing of the region moves, or there is no region', () => {
    expect(
      evenFlow(
        flowOf(() => [0, 0]),
        inside,
        side,
      ).every((value) => value === 0),
    ).toBe(true);
    const nowhere = evenFlow(
      flowOf(() => [0.01, 0]),
      new Float32Array(points),
      side,
    );
    expect(nowhere.every((value) => value === 0)).toBe(true);
  });

  test('lets what is slow keep up with half the speed of all, in the same direction', () => {
    const flow = flowOf((_, y) => (y < 20 ? [0.01, 0] : [0.0004, 0]));
    const even = evenFlow(flow, inside, side);
    expect(even[2 * (38 * side + 20)]).toBeGreaterThan(0.004);
    expectFlow(even, 20, 5, [0.01, 0]);
  });

  test('separates distant parts that flow differently', () => {
    const even = evenFlow(
      flowOf((x) => [x < 32 ? 0.01 : -0.01, 0]),
      new Float32Array(points).fill(1),
      side,
    );
    expectFlow(even, 8, 30, [0.01, 0]);
    expectFlow(even, 56, 30, [-0.01, 0]);
  });
});

test('a flow is kept inside its region and continued from there', () => {
  const flow = flowOf((x, y) => (isSky(y) ? [0.001 * x, 0.002] : [5, 5]));
  const continued = continueFlow(flow, inside, side);
  expectFlow(continued, 13, 20, [0.013, 0.002]);
  expect(continued[2 * (60 * side + 32) + 1]).toBeCloseTo(0.002, 6);
});

test('a flow over the whole picture in one step is the grid’s whole side per frame', () => {
  // Normalised units count from −1 to 1.
  expect([...toVelocity(Float32Array.of(2, -1), 256, 0.5)]).toEqual([127.5, -63.75]);
});

describe('the smoothed flow of water', () => {
  test('has no sudden changes, and does not depend on flow outside the region', () => {
    // A jump in the middle of the region, and something fast beside it.
    const flow = flowOf((x, y) => (isSky(y) ? [x < 32 ? 0 : 0.01, 0] : [1, 1]));
    const smooth = smoothFlow(flow, inside, side);
    expectFlow(smooth, 5, 20, [0, 0]);
    expectFlow(smooth, 58, 20, [0.01, 0]);
    for (let x = 1; x < side; x++) {
      const [before, here] = [smooth[2 * (20 * side + x - 1)], smooth[2 * (20 * side + x)]];
      expect(here - before).toBeGreaterThanOrEqual(0);
      expect(here - before).toBeLessThan(0.004);
    }
    expect(Math.max(...smooth)).toBeLessThanOrEqual(0.0101);
  });
});
