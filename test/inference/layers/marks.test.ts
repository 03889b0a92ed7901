import { describe, expect, test } from 'vitest';
import { autocorrelation } from '../../../src/inference/layers/marks/autocorrelation.ts';
import { findMarks } from '../../../src/inference/layers/marks/marks.ts';
import { drawMattes } from '../../../src/inference/layers/mattes.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { generateLandscape } from '../../../src/scenes/landscape.ts';

const [width, height] = [768, 512];

const drawn = new Map<number, Photo>();
/** A copy that may be modified. */
function landscape(seed = 2): Photo {
  const photo = drawn.get(seed) ?? generateLandscape({ width, height, seed }).photo;
  drawn.set(seed, photo);
  return { width, height, rgba: photo.rgba.slice() };
}

/** A letter of a made-up script, 24 × 16 pixels: a ring with a tail. */
function isInk(x: number, y: number): boolean {
  if (x < 0 || x >= 24 || y < 0 || y >= 16) return false;
  const away = Math.hypot(x - 8, y - 8);
  return (away > 4.5 && away < 7.5) || (x > 14 && Math.abs(y - 8 - (x - 14) / 3) < 1.6);
}

/** Draws grey lettering, one third opaque, over a photo on a lattice; its rows may be shifted against each other. */
function lay(photo: Photo, grey: number, [acrossX, down]: [number, number], stagger = 0) {
  const ink = new Uint8Array(width * height);
  for (let pixel = 0; pixel < ink.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const row = Math.floor(y / down);
    const column = (x + row * stagger) % acrossX;
    if (!isInk(column - 20, (y % down) - 12)) continue;
    ink[pixel] = 1;
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * pixel + channel;
      photo.rgba[at] = Math.round(0.67 * photo.rgba[at] + 0.33 * grey);
    }
  }
  return ink;
}

/** Share of the lettering that is detected, and share of the rest that is mistaken for it. */
function judge(marks: Uint8Array | undefined, ink: Uint8Array) {
  let [found, letters, wrong] = [0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    const isMark = (marks?.[i] ?? 0) > 127;
    if (ink[i]) letters++;
    if (ink[i] && isMark) found++;
    else if (isMark) wrong++;
  }
  return { found: found / letters, wrong: wrong / (ink.length - letters) };
}

describe('a watermark that repeats over a landscape', () => {
  test.each([
    ['light', 255, [91, 66], 0],
    ['dark', 0, [107, 73], 0],
    ['light, every row further along', 255, [97, 58], 31],
  ] as [string, number, [number, number], number][])(
    'is detected at its position: %s',
    (_, grey, ways, stagger) => {
      const photo = landscape();
      const ink = lay(photo, grey, ways, stagger);
      const { found, wrong } = judge(findMarks(photo), ink);
      expect(found).toBeGreaterThan(0.9);
      expect(wrong).toBeLessThan(0.03);
    },
  );

  test('belongs to no moving region, while the sky around it does', async () => {
    const photo = landscape();
    const ink = lay(photo, 255, [91, 66]);
    const points = 96 * 96;
    const planes = {
      land: new Float32Array(points),
      sky: new Float32Array(points).fill(1),
      water: new Float32Array(points),
      mist: new Float32Array(points),
    };
    const { sky } = await drawMattes({ side: 96, planes }, photo);
    const moves = (letter: 0 | 1) => {
      const values = sky?.filter((_, i) => ink[i] === letter) ?? new Uint8Array();
      return values.filter((value) => value > 127).length / values.length;
    };
    expect(moves(1)).toBeLessThan(0.1);
    expect(moves(0)).toBeGreaterThan(0.9);
  });
});

test.each([1, 2, 3, 4, 5])('a landscape with ridges, trees and a lake has no watermark (%i)', (seed) => {
  expect(findMarks(landscape(seed))).toBeUndefined();
});

test('a strip of a few rows has no watermark', () => {
  expect(
    findMarks({ width: 1920, height: 16, rgba: new Uint8Array(1920 * 16 * 4).fill(128) }),
  ).toBeUndefined();
});

test('a picture correlates with itself when displaced by the period of its watermark, and by nothing else', () => {
  const side = 64;
  const values = Float32Array.from({ length: side * side }, (_, i) =>
    Math.sin((2 * Math.PI * (i % side)) / 16),
  );
  const likeness = autocorrelation(values, side);
  expect(likeness[16]).toBeCloseTo(1, 5);
  expect(likeness[8]).toBeCloseTo(-1, 5);
  expect(likeness[3 * side]).toBeCloseTo(1, 5);
});
