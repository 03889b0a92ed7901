import { describe, expect, test } from 'vitest';
import type { Layer } from '../../../src/inference/layers/layers.ts';
import { drift } from '../../../src/inference/motion/drift.ts';

const side = 64;
const points = side * side;
const flow = Float32Array.from({ length: 2 * points }, (_, i) => (i % 2 === 0 ? 0.01 : 0.004));
const moving = new Float32Array(points).fill(1);
const grey = new Float32Array(3 * points).fill(128);

function layer(kind: Layer['kind'], isInside: (y: number) => boolean): Layer {
  const area = Float32Array.from({ length: points }, (_, i) => (isInside(Math.floor(i / side)) ? 1 : 0));
  return { kind, area, mask: new Uint8Array(), background: { width: 0, height: 0, rgba: new Uint8Array() } };
}

function velocityAt(velocity: Float32Array, y: number): [number, number] {
  const i = 2 * (y * side + 20);
  return [velocity[i], velocity[i + 1]];
}

const horizon = 40;
const sky = layer('sky', (y) => y <= horizon);
const water = layer('water', (y) => y > horizon);

/** Soft clouds without a common direction. */
const clouds = Float32Array.from({ length: 3 * points }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
  return 12 * Math.sin(x / 3) * Math.sin(y / 3);
});

describe('a sky above a horizon', () => {
  const velocity = drift(sky, { moving, colours: grey, detail: clouds, side, aspect: 1 }).velocityOf(flow);

  test('neither rises nor sinks where the horizon is clear', () => {
    const clear = drift(sky, { moving, colours: grey, detail: grey, side, aspect: 1 }).velocityOf(flow);
    expect(velocityAt(clear, horizon)[1]).toBe(0);
  });

  test('rises slightly at a hazy horizon, whatever is predicted, and drifts slowly along it', () => {
    const [across, down] = velocityAt(velocity, horizon);
    expect(down).toBeCloseTo(0.3 * 0.01, 5);
    expect(across).toBeCloseTo(0.68 * 0.01, 5);
  });

  test('drifts as predicted high above the horizon', () => {
    const [across, down] = velocityAt(velocity, 5);
    expect(across).toBeCloseTo(0.01, 5);
    expect(down).toBeCloseTo(0.004, 5);
  });

  test('drifts faster with height', () => {
    for (let y = 1; y <= horizon; y++) {
      expect(velocityAt(velocity, y - 1)[0]).toBeGreaterThanOrEqual(velocityAt(velocity, y)[0]);
    }
  });
});

test('a sky that fills the picture keeps its flow', () => {
  const velocity = drift(
    layer('sky', () => true),
    { moving, colours: grey, detail: grey, side, aspect: 1 },
  ).velocityOf(flow);
  velocity.forEach((value, i) => {
    expect(value).toBeCloseTo(flow[i], 5);
  });
});

test('mist drifts uniformly at any position', () => {
  const mist = layer('mist', (y) => y > 20 && y < 40);
  const velocity = drift(mist, { moving, colours: grey, detail: grey, side, aspect: 1 }).velocityOf(flow);
  for (const y of [0, 21, 39, 60]) {
    expect(velocityAt(velocity, y)[0]).toBeCloseTo(0.01, 5);
    expect(velocityAt(velocity, y)[1]).toBeCloseTo(0.004, 5);
  }
});

describe('water', () => {
  test('flows as predicted where it reflects nothing, also behind things in it', () => {
    const predicted = flow.map((value, i) => (Math.floor(i / 2 / side) > horizon ? value : 0));
    const velocity = drift(water, { moving, colours: grey, detail: grey, side, aspect: 1 }).velocityOf(
      predicted,
    );
    expect(velocityAt(velocity, 60)[0]).toBeCloseTo(0.01, 6);
    expect(velocityAt(velocity, 10)[0]).toBeCloseTo(0.01, 6);
  });

  test('does not drift where it reflects static things', () => {
    const mirrored = new Float32Array(3 * points);
    for (let y = 0; y < side; y++) {
      const height = y <= horizon ? horizon - y : y - horizon - 1;
      for (let x = 0; x < side; x++) {
        const isMountain = height < 10 + 6 * Math.sin(x / 4);
        mirrored.fill(isMountain ? 60 : 200, 3 * (y * side + x), 3 * (y * side + x) + 3);
      }
    }
    const velocity = drift(water, { moving, colours: mirrored, detail: grey, side, aspect: 1 }).velocityOf(
      flow,
    );
    expect(velocity.every((value) => value === 0)).toBe(true);
  });
});

test('the certain motion is used for uncertain areas if no regions are known', () => {
  const isMast = (i: number) => Math.abs((i % side) - 30) < 2;
  const dips = moving.map((_, i) => (isMast(i) ? 0.1 : 1));
  const predicted = flow.map((value, i) => (isMast(Math.floor(i / 2)) ? 0 : value));
  const velocity = drift(
    layer('any', () => true),
    { moving: dips, colours: grey, detail: grey, side, aspect: 1 },
  ).velocityOf(predicted);
  velocity.forEach((value, i) => {
    expect(value).toBeCloseTo(flow[i], 5);
  });
});
