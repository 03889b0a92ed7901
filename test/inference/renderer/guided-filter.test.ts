import { describe, expect, it } from 'vitest';
import { blur, boxMean } from '../../../src/inference/grids/box-filter.ts';
import { ColourFit, readLines, shrinkPhoto } from '../../../src/inference/layers/guided-filter.ts';
import { generatePhoto, randomNumbers } from './plans.ts';

describe('box mean', () => {
  it.each([
    [7, 5, 1],
    [4, 9, 3],
    [3, 2, 8],
    [6, 1, 0],
  ])('is the mean of the window inside %i × %i points, radius %i', (width, height, radius) => {
    const random = randomNumbers(3);
    const source = Float32Array.from({ length: width * height }, random);
    const means = boxMean(source, width, height, radius);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let [sum, count] = [0, 0];
        for (let wy = Math.max(0, y - radius); wy <= Math.min(height - 1, y + radius); wy++) {
          for (let wx = Math.max(0, x - radius); wx <= Math.min(width - 1, x + radius); wx++) {
            sum += source[wy * width + wx];
            count++;
          }
        }
        expect(means[y * width + x]).toBeCloseTo(sum / count, 5);
      }
    }
  });

  it('blurs a point to the requested width', () => {
    const size = 101;
    const point = new Float32Array(size * size);
    point[50 * size + 50] = 1;
    const blurred = blur(point, size, size, 6);
    let variance = 0;
    blurred.forEach((value, i) => {
      variance += value * ((i % size) - 50) ** 2;
    });
    expect(Math.sqrt(variance)).toBeGreaterThan(5.4);
    expect(Math.sqrt(variance)).toBeLessThan(6.6);
  });
});

describe('guided filter', () => {
  const photo = generatePhoto(120, 80);
  const guide = shrinkPhoto(photo, 30, 20);

  it('shrinks a photo to the means of its pixels', () => {
    const small = shrinkPhoto(
      { width: 2, height: 2, rgba: Uint8Array.from({ length: 16 }, (_, i) => i) },
      1,
      1,
    );
    expect(small.planes.map(([value]) => value * 255)).toEqual(
      [6, 7, 8].map((value) => expect.closeTo(value, 4)),
    );
  });

  const fit = new ColourFit(guide, { radius: 4, epsilon: 1e-6 });

  it('leaves constants exactly unchanged', () => {
    const lines = fit.linesOf(new Float32Array(600).fill(1));
    expect(new Set(readLines(lines, guide, photo, [1, 1 + 1e-9]))).toEqual(new Set([0]));
    expect(new Set(readLines(lines, guide, photo, [1 - 1e-9, 1]))).toEqual(new Set([255]));
  });

  it('restores values that depend linearly on the colours at full size, sharper than the input', () => {
    const [r, g, b] = guide.planes;
    const lines = fit.linesOf(r.map((red, i) => 0.5 * red - 0.25 * g[i] + 0.5 * b[i] + 0.25));
    const bytes = readLines(lines, guide, photo, [0, 1.25]);
    let largest = 0;
    bytes.forEach((byte, pixel) => {
      const [red, green, blue] = photo.rgba.subarray(4 * pixel, 4 * pixel + 3);
      const expected = (0.5 * red - 0.25 * green + 0.5 * blue) / 255 + 0.25;
      largest = Math.max(largest, Math.abs((byte / 255) * 1.25 - expected));
    });
    expect(largest).toBeLessThan(0.03);
  });
});
