import { describe, expect, test } from 'vitest';
import { findThickets } from '../../../src/inference/layers/thickets.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height] = [640, 400];
const isIn = (x: number, y: number) => x >= 200 && x < 400 && y >= 150 && y < 220;

/** A uniform lake with something in the middle, in greys. */
function lake(greyAt: (x: number, y: number) => number): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    rgba.fill(isIn(x, y) ? greyAt(x, y) : 160, 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

const water = new Uint8Array(width * height).fill(255);
const at = (plane: Uint8Array | undefined, x: number, y: number) => plane?.[y * width + x];

describe('in a calm lake', () => {
  test('keeps a bed of reeds still, and moves the lake around it', () => {
    const thickets = findThickets(
      lake((x) => (x % 5 === 0 ? 50 : 160)),
      water,
    );
    for (let x = 205; x < 395; x++) expect(at(thickets, x, 185)).toBe(255);
    expect(at(thickets, 300, 260)).toBe(0);
    expect(at(thickets, 100, 185)).toBe(0);
  });

  test('moves dark waves along the horizon', () => {
    expect(
      findThickets(
        lake((_, y) => (y % 5 === 0 ? 50 : 160)),
        water,
      ),
    ).toBeUndefined();
  });

  test('moves a waterfall, which is bright on dark', () => {
    expect(
      findThickets(
        lake((x) => (x % 5 === 0 ? 250 : 60)),
        water,
      ),
    ).toBeUndefined();
  });

  test('moves the soft reflections of trees', () => {
    expect(
      findThickets(
        lake((x) => 110 + 50 * Math.cos(x / 12)),
        water,
      ),
    ).toBeUndefined();
  });
});

test('ignores things on land', () => {
  const photo = lake((x) => (x % 5 === 0 ? 50 : 160));
  const beside = Uint8Array.from(water, (_, i) => (isIn(i % width, Math.floor(i / width)) ? 0 : 255));
  expect(findThickets(photo, beside)).toBeUndefined();
});
