import { describe, expect, test } from 'vitest';
import { boxMeanHere } from '../../../src/inference/grids/box-filter.ts';
import { type Component, visitComponents, visitOpenHere } from '../../../src/inference/grids/components.ts';
import { extremeAroundHere } from '../../../src/inference/grids/extremes.ts';
import { fillColours, fillHere, fillUnknown } from '../../../src/inference/grids/fill.ts';
import { native as compiled, type NativePlanes } from '../../../src/inference/grids/native.ts';
import { readRowHere } from '../../../src/inference/layers/guided-filter.ts';
import { continuePixels, continueTexture } from '../../../src/inference/layers/texture.ts';
import { advanceHere, packFieldHere } from '../../../src/inference/motion/trajectory.ts';
import { sumDifferencesHere, sumLaplacianHere } from '../../../src/inference/output/quality/meter.ts';
import { standardNormal, uniform } from '../../../src/inference/random.ts';

const native = compiled as NativePlanes;
const sizes = [
  [1, 1],
  [7, 3],
  [64, 48],
  [131, 97],
];

function floats(length: number, seed = 1): Float32Array {
  return Float32Array.from({ length }, standardNormal(seed));
}

function bytes(length: number, seed = 1): Uint8Array {
  const next = uniform(seed);
  return Uint8Array.from({ length }, () => 256 * next());
}

/** 1 in patches of a picture, else 0. */
function patches(width: number, height: number): Uint8Array {
  const wave = (x: number, y: number) => Math.sin(x / 9) + Math.cos(y / 7) + Math.sin((x + y) / 23);
  return Uint8Array.from({ length: width * height }, (_, i) =>
    wave(i % width, Math.floor(i / width)) > 0.3 ? 1 : 0,
  );
}

/** The points of a grid of `side` rows that are followed: a band that leaves some rows out. */
function someSpans(side: number) {
  const from = Uint16Array.from({ length: side }, (_, y) => (y % 5 === 0 ? side : y % 7));
  const to = Uint16Array.from({ length: side }, (_, y) => (y % 5 === 0 ? 0 : side - (y % 3)));
  return { from, to };
}

describe.skipIf(!compiled)('operations in C do the same as in TypeScript, to the bit', () => {
  test.each(sizes)('means over windows of %i × %i points', (width, height) => {
    for (const radius of [0, 1, 5, 200]) {
      const source = floats(width * height);
      const [inC, here, across] = [source.slice(), source.slice(), source.slice()];
      native.boxMean(source, width, height, radius, inC, across);
      boxMeanHere(source, width, height, radius, here, across);
      expect(inC).toEqual(here);
      native.boxMean(source, width, height, radius, source, across);
      expect(source).toEqual(here);
    }
  });

  test.each(sizes)('minima and maxima in squares of %i × %i points', (width, height) => {
    const values = bytes(width * height);
    for (const radius of [1, 3, 20]) {
      for (const flip of [0, 255] as const) {
        const [inC, here] = [values.slice(), values.slice()];
        native.extremeAround(values, width, height, radius, flip, inC);
        extremeAroundHere(values, width, height, radius, flip, here);
        expect(inC).toEqual(here);
      }
    }
  });

  test('connected components, also more than are found at once', () => {
    for (const [width, height, step] of [
      [131, 97, 1],
      [200, 120, 2],
    ]) {
      const isIn = patches(width, height).map((value, i) =>
        value && (i % width) % step === 0 && Math.floor(i / width) % step === 0 ? 1 : 0,
      );
      const [inC, here]: Component[][] = [[], []];
      visitComponents(
        width,
        height,
        (pixel) => isIn[pixel] === 1,
        (component) => inC.push(component),
      );
      const found = new Int32Array(isIn.filter((value) => value === 1).length);
      visitOpenHere(isIn, width, height, found, (component) => here.push(component));
      expect(here.length).toBeGreaterThan(step === 1 ? 1 : 1024);
      expect(inC).toEqual(here);
    }
  });

  test.each(sizes)('filling of %i × %i points', (width, height) => {
    const grid = { values: floats(2 * width * height), width, height, channels: 2 };
    const isKnown = patches(width, height);
    expect(fillUnknown(grid, isKnown, native)).toEqual(fillUnknown(grid, isKnown, fillHere));
    const rgba = Uint8ClampedArray.from(bytes(4 * width * height));
    const [inC, here] = [rgba.slice(), rgba.slice()];
    fillColours(inC, isKnown, width, height, native);
    fillColours(here, isKnown, width, height, fillHere);
    expect(inC).toEqual(here);
  });

  test('the texture of mirror images', () => {
    const [width, height] = [1283, 311];
    const photo = { width, height, rgba: bytes(4 * width * height) };
    const isKnown = patches(width, height);
    const smooth = Uint8ClampedArray.from(bytes(4 * width * height, 2));
    const [inC, here] = [smooth.slice(), smooth.slice()];
    continueTexture(inC, photo, isKnown);
    continueTexture(here, photo, isKnown, continuePixels);
    expect(Buffer.compare(Buffer.from(here), Buffer.from(smooth))).not.toBe(0);
    expect(Buffer.compare(Buffer.from(inC), Buffer.from(here))).toBe(0);
  });

  test('lines of colours read at pixels', () => {
    const [width, points, y] = [517, 40, 2];
    const row = floats(4 * (points + 1)).map((value) => value / 300);
    const starts = Int32Array.from({ length: width }, (_, x) => 4 * Math.floor((x * points) / width));
    const shares = Float64Array.from({ length: width }, uniform(3));
    const rgba = bytes(4 * 3 * width);
    const [inC, here] = [new Uint8Array(3 * width), new Uint8Array(3 * width)];
    native.readRow(row, starts, shares, rgba, 0.3, 255 / 0.4, y, width, inC);
    readRowHere(row, starts, shares, rgba, 0.3, 255 / 0.4, y, width, here);
    expect(new Set(here).size).toBeGreaterThan(50);
    expect(inC).toEqual(here);
  });

  test('points that follow a flow, beyond the border too, and their packed displacements', () => {
    const side = 50;
    const { from, to } = someSpans(side);
    const velocity = floats(2 * side * side);
    const [inC, here] = [new Float32Array(2 * side * side), new Float32Array(2 * side * side)];
    const packed = [new Int16Array(2 * side * side), new Int16Array(2 * side * side)];
    for (const frames of [1, 1, -0.7, 60]) {
      native.advance(inC, velocity, from, to, frames);
      advanceHere(here, velocity, from, to, frames);
      expect(inC).toEqual(here);
      expect(native.packField(inC, from, to, packed[0])).toBe(packFieldHere(here, from, to, packed[1]));
      expect(packed[0]).toEqual(packed[1]);
    }
    const still = new Float32Array(2 * side * side);
    expect(native.packField(still, from, to, packed[0])).toBe(1);
  });

  test('sums over rows of luma', () => {
    const [width, height] = [643, 90];
    const [frame, before] = [bytes(width * height), bytes(width * height, 2)];
    const rows = Int32Array.of(1, 30, 88);
    const previous = before.subarray(0, 3 * width);
    const difference = native.sumDifferences(frame, previous, rows, width);
    expect(difference).toBe(sumDifferencesHere(frame, previous, rows, width));
    const [inC, here] = [new Float64Array(2), new Float64Array(2)];
    native.sumLaplacian(frame, rows, width, inC);
    sumLaplacianHere(frame, rows, width, here);
    expect(inC).toEqual(here);
    expect(here[1]).toBeGreaterThan(0);
  });
});
