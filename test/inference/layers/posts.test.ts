import { expect, test } from 'vitest';
import { findPosts } from '../../../src/inference/layers/posts.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height] = [640, 360];
const water = Uint8Array.from({ length: width * height }, (_, pixel) => (pixel >= 100 * width ? 255 : 0));

/** Light water with waves, and things drawn in front of it. */
function lake(isDark: (x: number, y: number) => boolean): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const wave = 150 + Math.round(20 * Math.sin(x / 9 + 3 * Math.sin(y / 5)));
    rgba.fill(isDark(x, y) ? 40 : wave, 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

const at = (standing: Uint8Array, x: number, y: number) => standing[y * width + x];
const isPost = (x: number, y: number) => x >= 300 && x < 304 && y >= 150 && y < 200;

test('keeps a post in the water still, and nothing around it', () => {
  const standing = findPosts(lake(isPost), water);
  for (let y = 150; y < 200; y++) {
    for (let x = 300; x < 304; x++) expect(at(standing, x, y)).toBe(255);
    expect(at(standing, 297, y)).toBe(0);
    expect(at(standing, 306, y)).toBe(0);
  }
});

test('mistakes neither the dark trough of a wave nor a bed of reeds for a post', () => {
  const trough = findPosts(
    lake((x, y) => x >= 280 && x < 330 && y >= 170 && y < 174),
    water,
  );
  expect(trough.includes(255)).toBe(false);
  const reeds = findPosts(
    lake((x, y) => x > 200 && x < 400 && x % 6 < 3 && y >= 150 && y < 200),
    water,
  );
  expect(reeds.includes(255)).toBe(false);
});

test('moves a dark gap in a waterfall with it', () => {
  const side = 64;
  const still = new Float32Array(side * side);
  const flowing = new Float32Array(side * side).fill(1);
  expect(at(findPosts(lake(isPost), water, still), 301, 170)).toBe(255);
  expect(at(findPosts(lake(isPost), water, flowing), 301, 170)).toBe(0);
});

test('ignores things on the shore', () => {
  const standing = findPosts(
    lake((x, y) => x >= 300 && x < 304 && y >= 40 && y < 90),
    water,
  );
  expect(standing.includes(255)).toBe(false);
});
