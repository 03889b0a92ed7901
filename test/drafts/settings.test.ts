import { describe, expect, it } from 'vitest';
import { draftSettings } from '../../src/drafts/settings.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { outputSize } from '../../src/photo/output-size.ts';

describe('the size of a draft', () => {
  it.each([
    [1920, 1080, 480, 270],
    [1080, 1920, 270, 480],
    [4000, 3000, 480, 360],
    [320, 180, 320, 180],
    [64, 64, 64, 64],
  ])('for a photo of %d × %d is %d × %d', (width, height, draftWidth, draftHeight) => {
    expect(sizeOf(width, height)).toEqual({ width: draftWidth, height: draftHeight });
  });

  it('is valid for a video, even for very long photos', () => {
    for (const [width, height] of [
      [30_000, 64],
      [64, 30_000],
      [5_000, 100],
      [481, 479],
    ]) {
      const size = sizeOf(width, height);
      expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(16);
    }
  });

  function sizeOf(width: number, height: number) {
    const photo = { widthPixels: width, heightPixels: height };
    return outputSize({ width, height }, draftSettings(parseSettings({}), photo).widthPixels);
  }
});
