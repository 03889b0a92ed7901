import { expect, test } from 'vitest';
import { findBorder } from '../../../src/inference/layers/border.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';

const [width, height] = [200, 120];
const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });

function framed(border: (x: number, y: number) => number | undefined): Photo {
  const rgba = photo.rgba.slice();
  for (let pixel = 0; pixel < width * height; pixel++) {
    const grey = border(pixel % width, Math.floor(pixel / width));
    if (grey !== undefined) rgba.fill(grey, 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

/** Detected borders may be two pixels too wide, because encoders blur their edges. */
function expectBorder(found: number, thickness: number): void {
  expect(found).toBeGreaterThanOrEqual(thickness);
  expect(found).toBeLessThanOrEqual(thickness + 2);
}

test('a photo without a border has none', () => {
  expect(findBorder(photo)).toEqual({ top: 0, bottom: 0, left: 0, right: 0 });
});

test('detects a letterbox above and below', () => {
  const { top, bottom, left, right } = findBorder(
    framed((_, y) => (y < 14 || y >= height - 10 ? 0 : undefined)),
  );
  expectBorder(top, 14);
  expectBorder(bottom, 10);
  expect([left, right]).toEqual([0, 0]);
});

test('detects a white frame on all sides', () => {
  const isFrame = (x: number, y: number) => x < 8 || y < 8 || x >= width - 8 || y >= height - 8;
  for (const thickness of Object.values(findBorder(framed((x, y) => (isFrame(x, y) ? 255 : undefined)))))
    expectBorder(thickness, 8);
});

test('does not mistake a uniform sky that turns into clouds for a border', () => {
  const paling = (_: number, y: number) => (y < 30 ? 120 : undefined);
  const sky = framed(paling);
  for (let y = 30; y < 60; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const i = 4 * (y * width + x) + channel;
        sky.rgba[i] = 120 + ((photo.rgba[i] - 120) * (y - 30)) / 30;
      }
    }
  }
  expect(findBorder(sky).top).toBe(0);
});
