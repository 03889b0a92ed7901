import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, limits } from '../../src/limits.ts';
import { outputSize } from '../../src/photo/output-size.ts';
import { openCodec } from '../../src/video/codec.ts';
import { encoderPresets } from '../../src/video/presets.ts';

/** Profile and level of the video that x264 would make, by the numbers in its header (H.264 §7.4.2.1.1). */
async function headerOf(settings: Parameters<typeof openCodec>[0]) {
  const context = await openCodec({ threads: 1, ...settings });
  try {
    const header = context.extraData as Buffer;
    const at = header.indexOf(Buffer.from([0, 0, 1, 0x67]));
    return { profile: header[at + 4], level: header[at + 6] };
  } finally {
    context.freeContext();
  }
}

const high = 100;

describe('the default x264 video of a photo', () => {
  const photos = [
    { width: 3024, height: 4032 },
    { width: 4032, height: 3024 },
    { width: 6000, height: 3375 },
    { width: 5000, height: 5000 },
    { width: 1080, height: 9000 },
    { width: 20_000, height: 100 },
    { width: 320, height: 180 },
  ];
  it.each(photos)('plays at level 4.2, with every preset: $width × $height', async (photo) => {
    for (const preset of encoderPresets) {
      const { profile, level } = await headerOf({ ...outputSize(photo), fps: 30, crf: 20, preset });
      expect(profile, preset).toBeLessThanOrEqual(high);
      expect(level, preset).toBeLessThanOrEqual(42);
    }
  });

  it('does so at every rate up to 60, too', async () => {
    const size = outputSize({ width: 4032, height: 3024 });
    expect(blocksOf(size)).toBeGreaterThan(0.95 * limits.usualFrame.maxBlocks);
    for (const fps of [24, 50, 59.94, 60]) {
      expect((await headerOf({ ...size, fps, crf: 20, preset: 'slower' })).level).toBeLessThanOrEqual(42);
    }
  });
});

it('is possible for every frame within the limits, with every preset, rate and quality', async () => {
  const { frame, fps, crf } = limits;
  const side = fc.integer({ min: frame.minSidePixels / 2, max: 960 }).map((half) => 2 * half);
  const long = fc
    .integer({ min: frame.minSidePixels / 2, max: frame.maxSidePixels / 2 })
    .map((half) => 2 * half);
  const sizes = fc.oneof(
    fc.record({ width: side, height: side }),
    fc.record({ width: long, height: fc.constant(frame.minSidePixels) }),
    fc.record({ width: fc.constant(frame.minSidePixels), height: long }),
  );
  const settings = fc.record({
    size: sizes,
    fps: fc.double({ ...fps, noNaN: true }),
    crf: fc.integer(crf),
    preset: fc.constantFrom(...encoderPresets),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ size, ...rest }) => {
      const { level } = await headerOf({ ...size, ...rest });
      expect(level).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
});
