import { describe, expect, test } from 'vitest';
import { fillUnknown } from '../../../src/inference/grids/fill.ts';
import { paintBackground, widenStatic } from '../../../src/inference/layers/background.ts';

describe('filling in what is unknown', () => {
  const ramp = (x: number, y: number) => 10 + 2 * x + 3 * y;
  const [width, height] = [40, 30];
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    ramp(i % width, Math.floor(i / width)),
  );
  const isHole = (i: number) => Math.hypot((i % width) - 20, Math.floor(i / width) - 15) < 6;
  const weights = Float32Array.from(values, (_, i) => (isHole(i) ? 0 : 1));

  test('leaves the known as it is', () => {
    const filled = fillUnknown({ values, width, height, channels: 1 }, weights);
    filled.forEach((value, i) => {
      if (!isHole(i)) expect(value).toBe(values[i]);
    });
  });

  test('continues what is around a hole', () => {
    const wrong = values.map((value, i) => (isHole(i) ? -1000 : value));
    const filled = fillUnknown({ values: wrong, width, height, channels: 1 }, weights);
    filled.forEach((value, i) => {
      expect(Math.abs(value - values[i])).toBeLessThan(15);
    });
  });

  test('finds the only known point from everywhere', () => {
    const one = new Float32Array(width * height);
    one[7] = 1;
    const filled = fillUnknown({ values, width, height, channels: 1 }, one);
    expect(filled.every((value) => Math.abs(value - values[7]) < 1e-3)).toBe(true);
  });

  test('knows nothing where nothing is known', () => {
    const filled = fillUnknown({ values, width, height, channels: 1 }, new Float32Array(values.length));
    expect(filled.every((value) => value === 0)).toBe(true);
  });
});

test('a static outline grows by a pixel on every side', () => {
  const mask = new Uint8Array(9 * 9).fill(255);
  mask[4 * 9 + 4] = 0;
  const wide = widenStatic(mask, 9, 9);
  const statics = [...wide].flatMap((value, i) => (value === 0 ? [[i % 9, Math.floor(i / 9)]] : []));
  expect(statics).toHaveLength(9);
  expect(statics.every(([x, y]) => Math.abs(x - 4) <= 1 && Math.abs(y - 4) <= 1)).toBe(true);
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
