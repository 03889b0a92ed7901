import { describe, expect, test } from 'vitest';
import { maxAbsDifference, QualityMeter } from '../../../src/inference/output/quality/meter.ts';

const [width, height] = [64, 32];

function luma(valueAt: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => valueAt(i % width, Math.floor(i / width)));
}
const texture = (shift: number, amplitude = 100) =>
  luma((x, y) => 128 + amplitude * Math.sin((x + shift) / 2) * Math.cos(y / 3));

function judge(frames: Uint8Array[], photo = texture(0)) {
  const meter = new QualityMeter(width, height, photo);
  for (const frame of frames) meter.addFrame(frame);
  return meter.report();
}

describe('seam ratio', () => {
  test('is 1 if the last frame leads to the first like any frame to the next', () => {
    const period = 4 * Math.PI;
    const frames = Array.from({ length: 12 }, (_, i) => texture((i * period) / 12));
    expect(judge(frames).seamRatio).toBeCloseTo(1, 1);
  });

  test('is the size of the jump at the end relative to usual steps', () => {
    const frames = [0, 1, 2, 3, 4].map((step) => luma(() => 100 + 2 * step));
    expect(judge(frames).seamRatio).toBe(4);
  });

  test('is 1 for a static picture', () => {
    expect(judge([texture(0), texture(0), texture(0)]).seamRatio).toBe(1);
  });

  test('is 1 for a single frame', () => {
    expect(judge([texture(0)]).seamRatio).toBe(1);
  });
});

describe('contrast kept', () => {
  test('is 1 for the photo itself', () => {
    expect(judge([texture(0)]).contrastKept).toBe(1);
  });

  test('is the minimum over all frames: half the amplitude is a quarter of the variance', () => {
    expect(judge([texture(0), texture(0, 50), texture(0)]).contrastKept).toBeCloseTo(0.25, 1);
  });

  test('is 1 for a photo without contrast', () => {
    expect(
      judge(
        [luma(() => 90)],
        luma(() => 90),
      ).contrastKept,
    ).toBe(1);
  });
});

test('the largest difference between two pictures is found', () => {
  expect(maxAbsDifference(Uint8Array.of(1, 2, 250), Uint8Array.of(1, 5, 0))).toBe(250);
});
