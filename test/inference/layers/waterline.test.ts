import { describe, expect, test } from 'vitest';
import type { RegionShares } from '../../../src/inference/layers/regions.ts';
import { findWaterline, holdToWaterline } from '../../../src/inference/layers/waterline.ts';
import type { Photo } from '../../../src/photo/photo.ts';

const [width, height, side] = [512, 400, 128];
const line = 200;

const crest = (x: number) => 9 + 4 * Math.sin(x / 30) + 2 * Math.sin(x / 11);

/** A dark shore in front of a bright sky, with a lake below it; `below` gives the lake's grey at a distance from the line. */
function lake(below: (x: number, away: number) => number): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const away = y < line ? line - y : y - line;
    rgba.fill(y < line ? shore(x, away) : below(x, away), 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

function shore(x: number, away: number): number {
  return away < crest(x) ? 50 : 200 - away / 8;
}

const calm = lake((x, away) => 10 + 0.8 * shore(x, away));
const open = lake((_, away) => 120 - away / 8);

/** Shares of a network that detects water only from `first` rows below the line on. */
function sharesFrom(first: number): RegionShares {
  const plane = (of: (y: number) => boolean) =>
    Float32Array.from({ length: side * side }, (_, i) =>
      of((Math.floor(i / side) * height) / side) ? 1 : 0,
    );
  return {
    side,
    planes: {
      land: plane((y) => y > line - 10 && y < line + first),
      sky: plane((y) => y <= line - 10),
      water: plane((y) => y >= line + first),
      mist: plane(() => false),
    },
  };
}

describe('the waterline of a calm lake', () => {
  test('is the row about which shore and reflection are mirror images, although the network detects both as land', () => {
    const found = findWaterline(calm, sharesFrom(12));
    expect(Math.abs((found?.height ?? 0) * height - line)).toBeLessThan(2);
  });

  test('is found even if the network detects the lower part of the shore as water', () => {
    const found = findWaterline(calm, sharesFrom(-4));
    expect(Math.abs((found?.height ?? 0) * height - line)).toBeLessThan(2);
  });

  test('is not the middle of a dark shore without a reflection, however uniform it is', () => {
    const band = lake((x, away) => (away < crest(x + 90) + 3 ? 50 : 190));
    expect(findWaterline(band, sharesFrom(12))).toBeUndefined();
  });

  test('is not found in water that mirrors nothing', () => {
    expect(findWaterline(open, sharesFrom(0))).toBeUndefined();
  });
});

describe('water corrected at its waterline', () => {
  const waterline = { height: line / height, reach: 0.04, mirrors: new Uint8Array(256).fill(1) };
  const matteFrom = (first: number) =>
    Uint8Array.from({ length: width * height }, (_, i) => (Math.floor(i / width) >= line + first ? 255 : 0));
  const column = (matte: Uint8Array, y: number) => matte[y * width + 100];

  test('includes the dark reflection, which no longer belongs to the sky', () => {
    const [water, sky] = [matteFrom(10), new Uint8Array(width * height).fill(40)];
    holdToWaterline(water, [sky], waterline, calm);
    for (const y of [line, line + 5, line + 9]) {
      expect(column(water, y)).toBe(255);
      expect(column(sky, y)).toBe(0);
    }
    expect(column(water, line - 1)).toBe(0);
    expect(column(sky, line - 1)).toBe(40);
  });

  test('excludes the shore above the line', () => {
    const water = matteFrom(-8);
    holdToWaterline(water, [], waterline, calm);
    expect(column(water, line - 1)).toBe(0);
    expect(column(water, line)).toBe(255);
  });

  test('is unchanged in columns that mirror nothing, and far below the line', () => {
    const [water, far] = [matteFrom(10), matteFrom(60)];
    holdToWaterline(water, [], { ...waterline, mirrors: new Uint8Array(256) }, calm);
    holdToWaterline(far, [], waterline, calm);
    expect(column(water, line + 5)).toBe(0);
    expect(column(far, line + 5)).toBe(0);
  });
});
