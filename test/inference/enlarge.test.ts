import { expect, test } from 'vitest';
import { enlargeTwice } from '../../src/inference/renderer/enlarge.ts';
import { driftingClouds } from '../../src/scenes/drifting-clouds.ts';

const { photo } = driftingClouds({ width: 96, height: 64, velocity: { x: 0.5, y: 0.5 } });

test('every second pixel is one of the photo', () => {
  const { width, height, rgba } = enlargeTwice(photo);
  expect([width, height]).toEqual([192, 128]);
  for (let y = 0; y < photo.height; y++) {
    for (let x = 0; x < photo.width; x++) {
      const [found, expected] = [4 * (2 * y * width + 2 * x), 4 * (y * photo.width + x)];
      expect(rgba.subarray(found, found + 4)).toEqual(photo.rgba.subarray(expected, expected + 4));
    }
  }
});

test('the pixels between are the midpoints of the scene', () => {
  const scene = driftingClouds({ width: 96, height: 64, velocity: { x: 0.5, y: 0.5 } });
  // A frame back, the content of (x + ½, y + ½) stands at (x, y).
  const halfWay = scene.frameAt(-1);
  const { width, rgba } = enlargeTwice(photo);
  for (let y = 8; y < 56; y++) {
    for (let x = 8; x < 88; x++) {
      const found = rgba[4 * ((2 * y + 1) * width + 2 * x + 1)];
      expect(Math.abs(found - halfWay.rgba[4 * (y * 96 + x)])).toBeLessThanOrEqual(2);
    }
  }
});

test('opaque pictures stay opaque up to the border', () => {
  const { rgba } = enlargeTwice(photo);
  expect(rgba.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
});
