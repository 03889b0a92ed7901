import { describe, expect, test } from 'vitest';
import type { Guide } from '../../../src/inference/layers/guided-filter.ts';
import { findLights, freedomNear } from '../../../src/inference/layers/lights.ts';

const [width, height] = [200, 120];
const sky = new Float32Array(width * height).fill(1);

function guideOf(lightnessAt: (x: number, y: number) => number): Guide {
  const plane = Float32Array.from({ length: width * height }, (_, i) =>
    Math.min(1, lightnessAt(i % width, Math.floor(i / width))),
  );
  return { width, height, planes: [plane, plane, plane] };
}

const sun = { x: 70, y: 40 };
/** A white disc of four points' radius, whose glow fades around it. */
const sunset = guideOf((x, y) => {
  const distance = Math.hypot(x - sun.x, y - sun.y);
  return distance <= 4 ? 1 : 0.5 + 0.45 * Math.exp(-(distance - 4) / 6);
});

test('detects the sun', () => {
  const lights = findLights(sunset, sky);
  expect(lights).toHaveLength(1);
  expect(Math.hypot(lights[0].x - sun.x, lights[0].y - sun.y)).toBeLessThan(1);
  expect(lights[0].radius).toBeGreaterThan(3);
  expect(lights[0].radius).toBeLessThan(6);
});

test('does not detect bright land, a bank of clouds or a wide haze', () => {
  expect(findLights(sunset, new Float32Array(width * height))).toEqual([]);
  expect(
    findLights(
      guideOf((x, y) => (Math.abs(y - 40) < 4 && x < 150 ? 1 : 0.5)),
      sky,
    ),
  ).toEqual([]);
  expect(
    findLights(
      guideOf((x, y) => (Math.hypot(x - 70, y - 40) < 50 ? 1 : 0.5)),
      sky,
    ),
  ).toEqual([]);
  expect(
    findLights(
      guideOf(() => 1),
      sky,
    ),
  ).toEqual([]);
});

describe('clouds near a light', () => {
  const side = 64;
  const freedom = freedomNear([{ ...sun, radius: 4 }], { width, height }, side) ?? new Float32Array();
  const at = (x: number, y: number) =>
    freedom[Math.round((y * (side - 1)) / (height - 1)) * side + Math.round((x * (side - 1)) / (width - 1))];

  test('stay in its glow, slow down around it, and drift freely far away', () => {
    expect(at(sun.x, sun.y)).toBe(0);
    expect(at(sun.x + 12, sun.y)).toBeGreaterThan(0.1);
    expect(at(sun.x + 12, sun.y)).toBeLessThan(0.9);
    expect(at(sun.x + 60, sun.y)).toBe(1);
  });

  test('clouds move freely without a light', () => {
    expect(freedomNear([], { width, height }, side)).toBeUndefined();
  });
});
