import { describe, expect, test } from 'vitest';
import { Ripples } from '../../../src/inference/motion/ripples.ts';
import type { WaterOptions } from '../../../src/inference/motion/waves.ts';

const side = 128;
const horizon = 50;
const output = { width: 1280, height: 720 };

/** Water from the horizon down, except for a shore on the left. */
function lake(): WaterOptions['spans'] {
  const from = new Uint16Array(side).fill(side);
  const to = new Uint16Array(side);
  for (let y = horizon; y < side; y++) {
    from[y] = 20;
    to[y] = side;
  }
  return { from, to };
}

function ripple(share: number, overrides: Partial<WaterOptions> = {}): Float32Array {
  const options = {
    side,
    spans: lake(),
    output,
    seconds: 8,
    wavers: true,
    strength: 1,
    seed: 5,
    ...overrides,
  };
  const displacement = new Float32Array(2 * side * side);
  new Ripples(options).addTo([displacement], share);
  return displacement;
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

const rows = (displacement: Float32Array, from: number, to: number) =>
  displacement.subarray(2 * from * side, 2 * to * side);

test('ripples leave the first frame exactly as the photo, and connect the end to the start', () => {
  expect(ripple(0).every((value) => value === 0)).toBe(true);
  expect(Math.max(...ripple(1).map(Math.abs))).toBeLessThan(1e-6);
  expect(Math.max(...ripple(0.999999).map(Math.abs))).toBeLessThan(0.01);
});

test('ripples move the water in between', () => {
  for (const share of [0.1, 0.35, 0.5, 0.8]) {
    expect(rootMeanSquare(rows(ripple(share), horizon + 20, side))).toBeGreaterThan(0.3);
  }
});

test('ripples are stronger near the viewer than at the horizon, and mostly vertical', () => {
  const displacement = ripple(0.4);
  const far = rootMeanSquare(rows(displacement, horizon + 2, horizon + 14));
  const near = rootMeanSquare(rows(displacement, side - 12, side));
  expect(near).toBeGreaterThan(1.2 * far);
  const across = rootMeanSquare(displacement.filter((_, i) => i % 2 === 0));
  const up = rootMeanSquare(displacement.filter((_, i) => i % 2 === 1));
  expect(up).toBeGreaterThan(1.3 * across);
});

test('ripples move reflections of a far shore with the swell, but hardly with short waves', () => {
  for (const share of [0.2, 0.4, 0.7]) {
    const far = rows(ripple(share), horizon, horizon + 6);
    expect(rootMeanSquare(far)).toBeGreaterThan(1.2);
  }
});

test('the swell lifts the crests of a sea without bending them, but makes the reflections of a lake waver', () => {
  /** How much a crest is bent, in output pixels: second differences, with short waves averaged out. */
  function bend(wavers: boolean): number {
    const displacement = rows(ripple(0.4, { wavers }), horizon, horizon + 6);
    const meanFrom = (from: number) => {
      let sum = 0;
      for (let y = 0; y < 6; y++)
        for (let x = 0; x < 12; x++) sum += displacement[2 * (y * side + from + x) + 1];
      return sum / 72;
    };
    const ups = Array.from({ length: 9 }, (_, i) => meanFrom(20 + 12 * i));
    return Math.max(...ups.slice(1, -1).map((up, i) => Math.abs(ups[i] - 2 * up + ups[i + 2])));
  }
  expect(bend(false)).toBeLessThan(0.5 * bend(true));
});

test('a lake is calmest at its waterline, where reflections meet what they mirror', () => {
  const waterline = horizon / (side - 1);
  const calm = (from: number) =>
    rootMeanSquare(rows(ripple(0.4, { waterline }), from, from + 1)) /
    rootMeanSquare(rows(ripple(0.4), from, from + 1));
  expect(calm(horizon)).toBeLessThan(0.4);
  expect(calm(horizon + 4)).toBeGreaterThan(calm(horizon));
  expect(calm(horizon + 12)).toBeCloseTo(1, 5);
});

test('ripples move nothing outside the water', () => {
  const displacement = ripple(0.4);
  expect(rows(displacement, 0, horizon).every((value) => value === 0)).toBe(true);
  for (let y = horizon; y < side; y++) {
    expect(displacement.subarray(2 * y * side, 2 * (y * side + 20)).every((value) => value === 0)).toBe(true);
  }
});

test('ripples are added equally to both copies of a blend, on top of their displacement', () => {
  const [a, b] = [new Float32Array(2 * side * side).fill(3), new Float32Array(2 * side * side)];
  new Ripples({ side, spans: lake(), output, seconds: 8, wavers: true, strength: 1, seed: 5 }).addTo(
    [a, b],
    0.4,
  );
  const alone = ripple(0.4);
  expect(b).toEqual(alone);
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(3 + alone[i], 4);
  });
});

test('ripples are twice as large for a picture of twice the size', () => {
  const [small, large] = [ripple(0.4), ripple(0.4, { output: { width: 2560, height: 1440 } })];
  large.forEach((value, i) => {
    expect(value).toBeCloseTo(2 * small[i], 1);
  });
});

test('ripples depend on the seed, deterministically', () => {
  expect(ripple(0.4)).toEqual(ripple(0.4));
  expect(ripple(0.4)).not.toEqual(ripple(0.4, { seed: 6 }));
});

describe('the strain', () => {
  /** Root mean square, over a row, of how much the picture is stretched or compressed vertically there. */
  function strains(displacement: Float32Array): number[] {
    const pixelsPerPoint = (output.height - 1) / (side - 1);
    return Array.from({ length: side - horizon - 2 }, (_, row) => {
      let squares = 0;
      for (let x = 20; x < side; x++) {
        const i = 2 * ((horizon + row) * side + x) + 1;
        squares += ((displacement[i + 2 * side] - displacement[i]) / pixelsPerPoint) ** 2;
      }
      return Math.sqrt(squares / (side - 20));
    });
  }

  test.each([
    [1, 0.65],
    [20, 1],
  ])('is low enough that water does not look like melting glass, at strength %d', (strength, most) => {
    for (const share of [0.13, 0.37, 0.5]) {
      expect(Math.max(...strains(ripple(share, { strength })))).toBeLessThan(most);
    }
  });

  test('is limited at any strength', () => {
    const near = (strength: number) => rootMeanSquare(rows(ripple(0.37, { strength }), side - 12, side));
    expect(near(0.2)).toBeGreaterThan(1.9 * near(0.1));
    expect(near(1000)).toBeLessThan(1.01 * near(100));
  });
});

test('invisible water makes no ripples', () => {
  const spans = { from: new Uint16Array(side).fill(side), to: new Uint16Array(side) };
  expect(ripple(0.4, { spans }).every((value) => value === 0)).toBe(true);
});
