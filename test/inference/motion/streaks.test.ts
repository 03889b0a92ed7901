import { describe, expect, test } from 'vitest';
import { alongStreaks, findStreaks } from '../../../src/inference/motion/streaks.ts';
import { randomNumbers } from '../renderer/plans.ts';

const side = 64;
const aspect = 2;
const inside = new Float32Array(side * side).fill(1);

/** Streaks in the direction of an angle in the picture, which is twice as wide as high. */
function streaksAt(angle: number): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const point = Math.floor(i / 3);
    const [x, y] = [(point % side) * aspect, Math.floor(point / side)];
    return 50 * Math.sin((x * Math.sin(angle) - y * Math.cos(angle)) / 5);
  });
}

const flowOf = (x: number, y: number) =>
  Float32Array.from({ length: 2 * side * side }, (_, i) => (i % 2 ? y : x));

describe.each([0, 0.4, -0.7, 1.4])('streaks that run at an angle of %d', (angle) => {
  const streaks = findStreaks(streaksAt(angle), inside, side, aspect);

  test('are detected as clear', () => {
    expect(streaks.clarity).toBeGreaterThan(0.95);
    const along = streaks.acrossX * Math.cos(angle) + streaks.acrossY * Math.sin(angle);
    expect(Math.abs(along)).toBeLessThan(0.05);
  });

  test('turn the flow along themselves, in the direction of the wind, at its own speed', () => {
    const flow = flowOf(0.01, 0.005);
    const turned = alongStreaks(flow, streaks, aspect);
    const [x, y] = [turned[0] * aspect, turned[1]];
    expect(Math.hypot(x, y)).toBeCloseTo(Math.hypot(0.01 * aspect, 0.005), 6);
    expect(Math.abs(x * streaks.acrossX + y * streaks.acrossY)).toBeLessThan(0.001);
    expect(x * 0.01 * aspect + y * 0.005).toBeGreaterThan(0);
  });
});

test('clouds without a common direction leave the flow unchanged', () => {
  const random = randomNumbers(2);
  const noise = Float32Array.from({ length: 3 * side * side }, () => 100 * random());
  const streaks = findStreaks(noise, inside, side, 1);
  expect(streaks.clarity).toBeLessThan(0.1);
  const flow = flowOf(0.01, -0.003);
  expect(alongStreaks(flow, streaks, 1)).toEqual(flow);
});

test('a sky without shapes or without certain cover has no streaks', () => {
  expect(findStreaks(new Float32Array(3 * side * side), inside, side, aspect).clarity).toBe(0);
  expect(findStreaks(streaksAt(0), new Float32Array(side * side), side, aspect).clarity).toBe(0);
});

test('static things next to the sky have no influence on streaks', () => {
  const colours = streaksAt(0);
  // Upright trunks in the lower half.
  for (let i = (3 * side * side) / 2; i < colours.length; i++) colours[i] = (Math.floor(i / 3) % 4) * 60;
  const sky = inside.map((_, i) => (i < (side * side) / 2 ? 1 : 0));
  const { acrossY, clarity } = findStreaks(colours, sky, side, aspect);
  expect(clarity).toBeGreaterThan(0.95);
  expect(Math.abs(acrossY)).toBeGreaterThan(0.99);
});
