import { expect, test } from 'vitest';
import type { Guide } from '../../../src/inference/layers/guided-filter.ts';
import { freedomNearLamps } from '../../../src/inference/layers/lamps.ts';

const [width, height, side] = [200, 200, 100];
const sky = new Float32Array(width * height).fill(1);
const lamp = { x: 80, y: 120 };

function guideOf(lightnessAt: (distance: number) => number): Guide {
  const plane = Float32Array.from({ length: width * height }, (_, i) =>
    lightnessAt(Math.hypot((i % width) - lamp.x, Math.floor(i / width) - lamp.y)),
  );
  return { width, height, planes: [plane, plane, plane] };
}

test('a night sky is still around a lamp, slows down near it and drifts freely far away', () => {
  const freedom = freedomNearLamps(
    guideOf((distance) => (distance < 2 ? 1 : 0.1)),
    sky,
    side,
  );
  const at = (away: number) => freedom?.[60 * side + 40 + away];
  expect(at(0)).toBe(0);
  expect(at(2)).toBe(0);
  expect(at(5)).toBeGreaterThan(0);
  expect(at(5)).toBeLessThan(1);
  expect(at(12)).toBe(1);
});

test.each([
  ['a bright spot in the sky of a day', (distance: number) => (distance < 2 ? 1 : 0.6)],
  ['a floodlit wall', (distance: number) => (distance < 30 ? 1 : 0.1)],
  ['a dark night', () => 0.1],
])('%s holds nothing back', (_, lightnessAt) => {
  expect(freedomNearLamps(guideOf(lightnessAt), sky, side)).toBeUndefined();
});
