import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxOutputPixels, outputSize } from '../../src/photo/output-size.ts';

describe('outputSize', () => {
  it.each([
    ['keeps a small photo', { width: 1280, height: 720 }, { width: 1280, height: 720 }],
    ['brings a large one down to 1920', { width: 4000, height: 3000 }, { width: 1920, height: 1440 }],
    ['lets a portrait be tall', { width: 3000, height: 4500 }, { width: 1920, height: 2880 }],
    ['drops an odd row and column', { width: 1281, height: 721 }, { width: 1280, height: 720 }],
    ['rounds to the nearest even height', { width: 2560, height: 1707 }, { width: 1920, height: 1280 }],
    ['keeps a very tall one within bounds', { width: 1900, height: 19_000 }, { width: 1286, height: 12_860 }],
  ])('%s', (_, photo, expected) => {
    expect(outputSize(photo)).toEqual(expected);
  });

  it('enlarges only when asked to', () => {
    expect(outputSize({ width: 640, height: 360 }, 1920)).toEqual({ width: 1920, height: 1080 });
  });

  it('refuses a width that makes too many pixels and says which one would do', () => {
    expect(() => outputSize({ width: 3000, height: 4500 }, 4000)).toThrow(
      'Expected a width of at most 3324 pixels for this photo (16.6 megapixels a frame), but received 4000',
    );
    expect(outputSize({ width: 3000, height: 4500 }, 3324)).toEqual({ width: 3324, height: 4986 });
  });

  it('refuses a width that makes the video flatter than the encoder takes', () => {
    expect(() => outputSize({ width: 8000, height: 400 }, 64)).toThrow(
      'makes it 64 × 4; ask for a larger width',
    );
  });

  it('gives even sizes of about the same shape, never larger than the photo', () => {
    const side = fc.integer({ min: 64, max: 20_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = outputSize({ width, height });
        expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
        expect(size.width).toBeLessThanOrEqual(Math.min(1920, width));
        expect(size.height).toBeLessThanOrEqual(height);
        expect(size.width * size.height).toBeLessThanOrEqual(maxOutputPixels);
        // Within two pixels of the true height, that is within one when rounded to even numbers.
        expect(Math.abs(size.height - (size.width * height) / width)).toBeLessThanOrEqual(1 + height / width);
      }),
    );
  });
});
