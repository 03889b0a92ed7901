import { describe, expect, test } from 'vitest';
import { fillColours, fillUnknown } from '../../../src/inference/grids/fill.ts';
import { cutOut, paintBackground, widenStatic } from '../../../src/inference/layers/background.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';

describe('filling unknown areas', () => {
  const ramp = (x: number, y: number) => 10 + 2 * x + 3 * y;
  const [width, height] = [40, 30];
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    ramp(i % width, Math.floor(i / width)),
  );
  const isHole = (i: number) => Math.hypot((i % width) - 20, Math.floor(i / width) - 15) < 6;
  const weights = Float32Array.from(values, (_, i) => (isHole(i) ? 0 : 1));

  test('leaves known pixels unchanged', () => {
    const filled = fillUnknown({ values, width, height, channels: 1 }, weights);
    filled.forEach((value, i) => {
      if (!isHole(i)) expect(value).toBe(values[i]);
    });
  });

  test('continues the surroundings of a hole', () => {
    const wrong = values.map((value, i) => (isHole(i) ? -1000 : value));
    const filled = fillUnknown({ values: wrong, width, height, channels: 1 }, weights);
    filled.forEach((value, i) => {
      expect(Math.abs(value - values[i])).toBeLessThan(15);
    });
  });

  test('fills everything from a single known point', () => {
    const one = new Float32Array(width * height);
    one[7] = 1;
    const filled = fillUnknown({ values, width, height, channels: 1 }, one);
    expect(filled.every((value) => Math.abs(value - values[7]) < 1e-3)).toBe(true);
  });

  test('leaves an empty picture empty', () => {
    const filled = fillUnknown({ values, width, height, channels: 1 }, new Float32Array(values.length));
    expect(filled.every((value) => value === 0)).toBe(true);
  });
});

test('colours of a picture are filled in like any other values', () => {
  for (const [width, height] of [
    [40, 30],
    [37, 21],
  ]) {
    const rgba = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
      i % 4 === 3 ? 255 : (i * 97) % 256,
    );
    const isKnown = Uint8Array.from({ length: width * height }, (_, i) =>
      i % 11 === 0 || i % 7 > 4 ? 1 : 0,
    );
    isKnown.fill(0, 4 * width, 15 * width);
    const filled = rgba.slice();
    fillColours(filled, isKnown, width, height);
    const values = fillUnknown({ values: Float32Array.from(rgba), width, height, channels: 4 }, isKnown);
    expect(filled.every((value, i) => Math.abs(value - values[i]) < 0.501)).toBe(true);
  }
});

test('a static outline grows by a pixel on every side', () => {
  const mask = new Uint8Array(9 * 9).fill(255);
  mask[4 * 9 + 4] = 0;
  const wide = widenStatic(mask, 9, 9);
  const statics = [...wide].flatMap((value, i) => (value === 0 ? [[i % 9, Math.floor(i / 9)]] : []));
  expect(statics).toHaveLength(9);
  expect(statics.every(([x, y]) => Math.abs(x - 4) <= 1 && Math.abs(y - 4) <= 1)).toBe(true);
});

test('colours continue across the edge of the known area without a jump, even next to a dark shore', () => {
  const [width, height] = [640, 360];
  const rgba = new Uint8Array(4 * width * height).fill(255);
  const matte = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    // A dark reflection, a narrow bright strip of water, and reeds that stand in it.
    const grey = y < 120 ? 40 : 200;
    rgba.fill(grey, 4 * y * width, 4 * (y + 1) * width);
    for (let x = 0; x < width; x++) {
      rgba[4 * (y * width + x) + 3] = 255;
      matte[y * width + x] = y >= 60 && y < 136 + 3 * Math.floor(2 + 2 * Math.sin(x / 25)) ? 255 : 0;
    }
  }
  const { background, mask } = cutOut({ width, height, rgba }, matte);
  for (let x = 40; x < width - 40; x += 10) {
    let edge = 130;
    while (mask[edge * width + x] === 255) edge++;
    const [known, beyond] = [edge - 1, edge + 1].map((y) => background.rgba[4 * (y * width + x)]);
    expect(Math.abs(known - beyond)).toBeLessThan(12);
  }
});

test('the background is the photo where everything moves, and the sky behind a pole', () => {
  const [width, height] = [60, 40];
  const isPole = (pixel: number) => Math.abs((pixel % width) - 30) < 2;
  const rgba = new Uint8Array(width * height * 4);
  const mask = new Uint8Array(width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(isPole(pixel) ? [0, 0, 0, 255] : [90, 140, 220 - (pixel % width), 255], 4 * pixel);
    mask[pixel] = isPole(pixel) ? 0 : 255;
  }
  const background = paintBackground({ rgba, width, height }, mask);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue, alpha] = background.rgba.subarray(4 * pixel, 4 * pixel + 4);
    expect([red, green, alpha]).toEqual([90, 140, 255]);
    expect(Math.abs(blue - (220 - (pixel % width)))).toBeLessThanOrEqual(isPole(pixel) ? 3 : 0);
  }
});

describe('cutting out a layer', () => {
  const [width, height] = [640, 360];
  const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });
  // A dark ridge in front of the clouds, with a soft edge of four pixels.
  const crest = (x: number) => 200 + Math.round(40 * Math.sin(x / 60));
  const matte = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.min(255, Math.max(0, 64 * (crest(i % width) - Math.floor(i / width)))),
  );
  const withRidge = {
    ...photo,
    rgba: photo.rgba.map((value, i) => (i % 4 === 3 ? 255 : (value * matte[i >> 2]) / 255)),
  };
  const { mask, background } = cutOut(withRidge, matte);
  const pixels = Array.from(mask.keys());
  const rimAbove = (pixel: number) => crest(pixel % width) - Math.floor(pixel / width);

  test('leaves the photo unchanged where the layer covers everything', () => {
    const whole = pixels.filter((pixel) => mask[pixel] === 255);
    expect(whole.length).toBeGreaterThan(0.4 * pixels.length);
    const isPhoto = (pixel: number) =>
      [0, 1, 2, 3].every(
        (channel) => background.rgba[4 * pixel + channel] === withRidge.rgba[4 * pixel + channel],
      );
    expect(whole.every(isPhoto)).toBe(true);
  });

  test('lowers the mask by one level at the edge of static things and of the photo, and nowhere else', () => {
    const isAtBorder = (pixel: number) =>
      pixel < width || pixel >= (height - 1) * width || (pixel + 1) % width < 2;
    const lowered = pixels.filter((pixel) => mask[pixel] !== matte[pixel]);
    expect(lowered.every((pixel) => matte[pixel] === 255 && mask[pixel] === 254)).toBe(true);
    expect(lowered.every((pixel) => rimAbove(pixel) < 12 || isAtBorder(pixel))).toBe(true);
    const beside = pixels.filter((pixel) => matte[pixel] === 255 && rimAbove(pixel) === 4);
    expect(beside.every((pixel) => mask[pixel] === 254)).toBe(true);
  });

  test('includes nothing of static things', () => {
    const brightness = (pixel: number) => background.rgba[4 * pixel + 1];
    const hidden = pixels.filter((pixel) => rimAbove(pixel) < 1 && rimAbove(pixel) > -60);
    const mean = hidden.reduce((sum, pixel) => sum + brightness(pixel), 0) / hidden.length;
    expect(mean).toBeGreaterThan(100);
  });
});

test('doubted water keeps the photo, but not the thin things in front of it', () => {
  const [width, height] = [640, 360];
  const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });
  // The lower half counts as water only in part; a pole stands in it.
  const isPole = (pixel: number) => Math.abs((pixel % width) - 320) < 2;
  const matte = Uint8Array.from({ length: width * height }, (_, i) =>
    isPole(i) ? 0 : i < 180 * width ? 255 : 100,
  );
  const background = (keepsDoubted: boolean) => cutOut(photo, matte, { keepsDoubted }).background.rgba;
  const [kept, filled] = [background(true), background(false)];
  const isPhoto = (rgba: Uint8Array, pixel: number) => rgba[4 * pixel] === photo.rgba[4 * pixel];
  const doubted = Array.from({ length: 200 }, (_, i) => (200 + (i % 100)) * width + 40 + i);
  expect(doubted.every((pixel) => isPhoto(kept, pixel))).toBe(true);
  expect(doubted.every((pixel) => isPhoto(filled, pixel))).toBe(false);
  const poles = Array.from({ length: 100 }, (_, i) => (200 + i) * width + 320);
  expect(poles.every((pixel) => kept[4 * pixel] === photo.rgba[4 * pixel])).toBe(false);
});

test('doubted water keeps the photo also where its matte is speckled', () => {
  const [width, height] = [640, 360];
  const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });
  const isSpeck = (i: number) => (i % width) % 5 === 0 && Math.floor(i / width) % 5 === 0;
  const matte = Uint8Array.from({ length: width * height }, (_, i) =>
    i < 180 * width ? 255 : isSpeck(i) ? 0 : 100,
  );
  const { background } = cutOut(photo, matte, { keepsDoubted: true });
  for (let y = 220; y < 320; y++) {
    for (let x = 40; x < 600; x++) {
      const at = 4 * (y * width + x);
      expect(background.rgba[at]).toBe(photo.rgba[at]);
    }
  }
});

test('a dark line along the border of a photo stays there and is not part of the background', () => {
  const [width, height] = [640, 360];
  const rgba = new Uint8Array(4 * width * height).fill(180);
  rgba.fill(60, 0, 4 * width);
  const matte = new Uint8Array(width * height).fill(255);
  const { mask, background } = cutOut({ width, height, rgba }, matte);
  for (let x = 0; x < width; x++) {
    expect(background.rgba[4 * x]).toBeGreaterThan(170);
    expect(mask[x]).toBe(254);
  }
});

describe('texture behind a straight edge', () => {
  const [width, height, edge] = [640, 360, 180];
  const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });
  const matte = new Uint8Array(width * height).fill(255, 0, edge * width);
  const { background } = cutOut(photo, matte);
  const at = (x: number, y: number) => background.rgba[4 * (y * width + x) + 1];
  /** Mean of a square over a band of rows, far from the sides. */
  const meanOf = (from: number, to: number, value: (x: number, y: number) => number) => {
    let sum = 0;
    for (let y = from; y < to; y++) for (let x = 40; x < width - 40; x++) sum += value(x, y) ** 2;
    return sum / ((to - from) * (width - 80));
  };

  test.each([1, 4])('has about the same roughness as next to it, at %d pixels', (distance) => {
    const across = (x: number, y: number) => at(x, y) - (at(x - distance, y) + at(x + distance, y)) / 2;
    const seen = meanOf(edge - 90, edge - 10, across);
    const hidden = meanOf(edge + 10, edge + 90, across);
    expect(hidden / seen).toBeGreaterThan(0.6);
    expect(hidden / seen).toBeLessThan(2);
  });

  test('continues without a step', () => {
    const step = (x: number, y: number) => at(x, y) - at(x, y - 1);
    const usual = meanOf(edge - 90, edge - 10, step);
    for (let y = edge - 8; y < edge + 8; y++) expect(meanOf(y, y + 1, step)).toBeLessThan(4 * usual);
  });
});
