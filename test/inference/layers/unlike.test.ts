import { expect, test } from 'vitest';
import { shrinkPhoto } from '../../../src/inference/layers/guided-filter.ts';
import { dropUnlike } from '../../../src/inference/layers/unlike.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height, side] = [512, 512, 256];
const ridge = 300;

/** A sky of some greys above dark land that begins at `ridge`, with a white patch on the ridge. */
function view(skyAt: (x: number, y: number) => number): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const grey = isSnow(x, y) ? 250 : y < ridge ? skyAt(x, y) : 40;
    rgba.fill(grey, 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

const isSnow = (x: number, y: number) => y >= ridge - 4 && y < ridge && x >= 200 && x < 260;

/** The network detects everything above the ridge as sky, but is uncertain about its last rows. */
const plane = Float32Array.from({ length: side * side }, (_, point) => {
  const y = 2 * Math.floor(point / side);
  return y >= ridge ? 0 : y >= ridge - 4 ? 0.8 : 1;
});

function matteOf(photo: Photo): Uint8Array {
  const matte = Uint8Array.from({ length: width * height }, (_, pixel) =>
    Math.floor(pixel / width) < ridge ? 255 : 0,
  );
  const others = plane.map((share) => 1 - share);
  dropUnlike(matte, { plane, others, guide: shrinkPhoto(photo, side, side) }, photo);
  return matte;
}

test('removes snow on a ridge from a uniform sky, and keeps the sky next to it', () => {
  const matte = matteOf(view((_, y) => 180 + y / 20));
  expect(matte[(ridge - 2) * width + 230]).toBe(0);
  expect(matte[(ridge - 2) * width + 100]).toBe(255);
  expect(matte[100 * width + 230]).toBe(255);
});

test('removes nothing in front of equally bright clouds', () => {
  const matte = matteOf(view((x) => (x % 40 < 20 ? 150 : 240)));
  expect(matte[(ridge - 2) * width + 230]).toBe(255);
});

test('removes nothing from a cloud about which the network is only uncertain, far from land', () => {
  const isTail = (x: number, y: number) => y >= 150 && y < 158 && x >= 200 && x < 260;
  const photo = view((x, y) => (isTail(x, y) ? 90 : 200));
  const doubted = plane.map((share, i) => (isTail(2 * (i % side), 2 * Math.floor(i / side)) ? 0.45 : share));
  const matte = new Uint8Array(width * height).fill(255);
  const others = doubted.map((share) => 1 - share);
  dropUnlike(matte, { plane: doubted, others, guide: shrinkPhoto(photo, side, side) }, photo);
  expect(matte[153 * width + 230]).toBe(255);
});
