import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, limits } from '../../src/limits.ts';
import { outputSize } from '../../src/photo/output-size.ts';

describe('outputSize', () => {
  it.each([
    ['keeps a small photo', { width: 1280, height: 720 }, { width: 1280, height: 720 }],
    ['brings a large one down to 1080p', { width: 6000, height: 3375 }, { width: 1920, height: 1080 }],
    [
      'bounds the area of one that is less wide',
      { width: 4000, height: 3000 },
      { width: 1712, height: 1284 },
    ],
    ['bounds both sides of a portrait', { width: 3024, height: 4032 }, { width: 1284, height: 1712 }],
    ['turns 1080p on end', { width: 2160, height: 3840 }, { width: 1080, height: 1920 }],
    ['drops an odd row and column', { width: 1281, height: 721 }, { width: 1280, height: 720 }],
    ['rounds to the nearest even height', { width: 2560, height: 1707 }, { width: 1824, height: 1216 }],
    ['keeps a very tall one within bounds', { width: 1080, height: 9_000 }, { width: 230, height: 1_916 }],
    ['keeps 16 pixels of a panorama', { width: 20_000, height: 100 }, { width: 3200, height: 16 }],
    ['and of a tower', { width: 100, height: 20_000 }, { width: 16, height: 3200 }],
  ])('%s', (_, photo, expected) => {
    expect(outputSize(photo)).toEqual(expected);
  });

  it('enlarges only on request', () => {
    expect(outputSize({ width: 640, height: 360 }, 1920)).toEqual({ width: 1920, height: 1080 });
  });

  it('rejects a width that makes too many pixels, and suggests a valid one', () => {
    expect(() => outputSize({ width: 3000, height: 4500 }, 4000)).toThrow(
      'Expected a width of at most 3324 pixels for this photo (7680 pixels a side and 16.6 megapixels a frame), but received 4000',
    );
    expect(outputSize({ width: 3000, height: 4500 }, 3324)).toEqual({ width: 3324, height: 4986 });
  });

  it('rejects a width that makes the video higher than the renderer supports', () => {
    const tall = { width: 1080, height: 9000 };
    expect(() => outputSize(tall, 1080)).toThrow('a width of at most 920 pixels for this photo');
    expect(outputSize(tall, 920)).toEqual({ width: 920, height: 7666 });
  });

  it('rejects a width that makes the video lower than the encoder supports', () => {
    expect(() => outputSize({ width: 8000, height: 400 }, 64)).toThrow(
      'makes it 64 × 4; ask for a larger width',
    );
  });

  const { photo, frame, usualFrame, widthPixels } = limits;
  /** Every size of a photo that is accepted. */
  const photos = fc
    .tuple(fc.integer({ min: 64, max: 48_000 }), fc.integer({ min: 64, max: 48_000 }))
    .filter(([width, height]) => width * height <= photo.maxPixels)
    .filter(([width, height]) => Math.max(width, height) <= photo.maxAspect * Math.min(width, height))
    .map(([width, height]) => ({ width, height }));

  it('gives a valid size for renderer and encoder for every accepted photo', () => {
    fc.assert(
      fc.property(photos, (photo) => {
        const size = outputSize(photo);
        expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(frame.minSidePixels);
        expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(frame.maxSidePixels);
        expect(blocksOf(size)).toBeLessThanOrEqual(usualFrame.maxBlocks);
        expect(size.width).toBeLessThanOrEqual(photo.width);
        expect(size.height).toBeLessThanOrEqual(photo.height);
        const isFlattest = Math.min(size.width, size.height) === frame.minSidePixels;
        if (!isFlattest)
          expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(usualFrame.maxSidePixels);
        // Within two pixels of the true height, that is within one when rounded to even numbers.
        const error = Math.abs(size.height - (size.width * photo.height) / photo.width);
        expect(error).toBeLessThanOrEqual(1 + photo.height / photo.width);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives such a size for every requested width, or rejects it as a setting', () => {
    fc.assert(
      fc.property(photos, fc.integer(widthPixels), (photo, width) => {
        let size: ReturnType<typeof outputSize>;
        try {
          size = outputSize(photo, width);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_SETTINGS', path: ['widthPixels'] });
          return;
        }
        expect([size.width % 2, size.height % 2]).toEqual([0, 0]);
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(frame.minSidePixels);
        expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(frame.maxSidePixels);
        expect(size.width * size.height).toBeLessThanOrEqual(frame.maxPixels);
      }),
      { numRuns: 2_000 },
    );
  });
});
