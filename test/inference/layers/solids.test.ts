import { describe, expect, test } from 'vitest';
import { findSolids } from '../../../src/inference/layers/solids.ts';
import { uniform } from '../../../src/inference/random.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height] = [640, 400];
const shore = 340;

/** A green-blue sea, lighter and darker in waves, with grain; brown land from `shore` on; and things in it. */
function sea(...things: { x: number; y: number; width: number; height: number; colour: number[] }[]): Photo {
  const random = uniform(7);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const light = 1 + 0.25 * Math.sin(x / 9 + y / 3) + 0.04 * random();
    const colour = y < shore ? [110 * light, 150 * light, 155 * light] : [120, 90, 60];
    const thing = things.find(
      (one) => x >= one.x && y >= one.y && x < one.x + one.width && y < one.y + one.height,
    );
    for (const [channel, value] of (thing?.colour ?? colour).entries())
      rgba[4 * pixel + channel] = Math.min(255, Math.round(value));
  }
  return { width, height, rgba };
}

/** Value at the middle of a thing at this position, if the network detects everything above the shore as water. */
function standsAt(photo: Photo, x: number, y: number): number {
  const water = Uint8Array.from({ length: width * height }, (_, i) => (i < shore * width ? 255 : 0));
  const side = 96;
  const land = Float32Array.from({ length: side * side }, (_, i) =>
    Math.floor(i / side) >= (shore * side) / height ? 1 : 0,
  );
  return findSolids(photo, water, land)[y * width + x];
}

const breakwater = { x: 300, y: 200, width: 60, height: 5, colour: [72, 62, 56] };

describe('in a sea of waves', () => {
  test('keeps a breakwater with its edge still', () => {
    expect(standsAt(sea(breakwater), 330, 202)).toBe(255);
    expect(standsAt(sea(breakwater), 330, 199)).toBe(255);
  });

  test('moves a dark wave that has the tint of the water', () => {
    expect(standsAt(sea({ ...breakwater, colour: [62, 84, 87] }), 330, 202)).toBe(0);
  });

  test('moves waves', () => {
    expect(standsAt(sea(breakwater), 330, 180)).toBe(0);
  });

  test('moves a glint of the evening sun', () => {
    expect(standsAt(sea({ ...breakwater, colour: [255, 200, 120] }), 330, 202)).toBe(0);
  });

  test('keeps a bright stalk still where it grows from the land', () => {
    expect(standsAt(sea({ x: 300, y: 300, width: 4, height: 40, colour: [230, 170, 70] }), 302, 338)).toBe(
      255,
    );
  });

  test('moves a bed of reeds as a whole', () => {
    const reeds = Array.from({ length: 30 }, (_, i) => ({
      ...breakwater,
      x: 300 + 4 * i,
      width: 2,
      height: 20,
    }));
    expect(standsAt(sea(...reeds), 361, 210)).toBe(0);
  });

  test('ignores a single pixel as noise', () => {
    expect(standsAt(sea({ ...breakwater, width: 1, height: 1 }), 300, 200)).toBe(0);
  });
});
