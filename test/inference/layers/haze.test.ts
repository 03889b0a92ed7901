import { expect, test } from 'vitest';
import { shrinkPhoto } from '../../../src/inference/layers/guided-filter.ts';
import { softenHaze } from '../../../src/inference/layers/haze.ts';
import type { RegionShares } from '../../../src/inference/layers/regions.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height, side] = [640, 400, 96];
const horizon = 200;

/** A pale sky over a darker sea, with the given number of rows of haze between them. */
function seaside(rows: number): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const depth = (Math.floor(pixel / width) - horizon) / rows + 0.5;
    rgba.fill(190 - 50 * Math.min(1, Math.max(0, depth)), 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

const isAbove = (row: number, rows: number) => row < rows / 2;
const plane = (of: (isSky: boolean) => boolean) =>
  Float32Array.from({ length: side * side }, (_, i) => (of(isAbove(Math.floor(i / side), side)) ? 1 : 0));
const shares: RegionShares = {
  side,
  planes: {
    land: plane(() => false),
    sky: plane((isSky) => isSky),
    water: plane((isSky) => !isSky),
    mist: plane(() => false),
  },
};

function mattesOf(photo: Photo): { sky: Uint8Array; water: Uint8Array } {
  const sky = Uint8Array.from({ length: width * height }, (_, i) =>
    isAbove(Math.floor(i / width), height) ? 255 : 0,
  );
  const water = sky.map((share) => 255 - share);
  softenHaze([sky, water], shares, shrinkPhoto(photo, side, side), photo);
  return { sky, water };
}

const row = (y: number) => y * width + width / 2;

test('softens both edges where sea and sky merge in haze, and adds nothing to either', () => {
  const { sky, water } = mattesOf(seaside(80));
  expect(sky[row(horizon - 1)]).toBeLessThan(180);
  expect(water[row(horizon)]).toBeLessThan(180);
  expect(sky[row(horizon)]).toBe(0);
  expect(water[row(horizon - 1)]).toBe(0);
  expect(sky[row(horizon - 40)]).toBe(255);
  expect(water[row(horizon + 40)]).toBe(255);
});

test('leaves both edges unchanged at a clear horizon', () => {
  const { sky, water } = mattesOf(seaside(1));
  expect(sky[row(horizon - 1)]).toBe(255);
  expect(water[row(horizon)]).toBe(255);
});
