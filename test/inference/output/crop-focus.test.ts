import { describe, expect, it } from 'vitest';
import type { MovingLayer } from '../../../src/inference/motion/motion.ts';
import { findCrops } from '../../../src/inference/output/crop-focus.ts';

const side = 64;

/** A picture of one grey, with a bright square around a column where there is one. */
function photo(thingAt?: number) {
  const rgba = new Uint8Array(side * side * 4).fill(120);
  for (let y = 24; y < 40; y++) {
    for (let x = (thingAt ?? 0) - 4; thingAt !== undefined && x < thingAt + 4; x++) {
      rgba.fill((x + y) % 2 === 0 ? 255 : 0, 4 * (y * side + x), 4 * (y * side + x) + 3);
    }
  }
  return { width: side, height: side, rgba };
}

function layer(kind: MovingLayer['kind'], isIn: (x: number, y: number) => boolean): MovingLayer {
  const area = new Float32Array(side * side).map((_, i) => (isIn(i % side, Math.floor(i / side)) ? 1 : 0));
  return { kind, area } as MovingLayer;
}

describe('the position of a crop', () => {
  it('is the centre by default', () => {
    expect(findCrops([], photo()).find({ width: 0.4, height: 1 })).toEqual({ x: 0.5, y: 0.5 });
  });

  it('keeps salient things inside, with space around them', () => {
    const sky = layer('sky', (x, y) => y < 50 && Math.abs(x - 50) > 6);
    const { x } = findCrops([sky], photo(50)).find({ width: 0.4, height: 1 });
    expect(x).toBeGreaterThan(0.65);
    expect(50 / side).toBeLessThan(x + 0.15);
  });

  it('keeps moving areas inside', () => {
    const fall = layer('water', (x) => x < 14);
    expect(findCrops([fall], photo()).find({ width: 0.3, height: 1 }).x).toBeLessThan(0.3);
  });

  it('keeps the horizon inside, away from the edges', () => {
    for (const row of [12, 52]) {
      const sky = layer('sky', (_, y) => y <= row);
      const { y } = findCrops([sky], photo()).find({ width: 1, height: 0.4 });
      expect(row / side).toBeGreaterThan(y - 0.2);
      expect(row / side).toBeLessThan(y + 0.2);
    }
  });
});
