import { describe, expect, it } from 'vitest';
import { openView } from '../../../src/inference/output/frame-view.ts';
import { yuv420Bytes } from '../../../src/inference/renderer/yuv.ts';

const frame = { width: 64, height: 48 };

/** Planes whose values tell where they are: luma rises to the right by 3 a pixel, chroma downwards by 4 a pixel of its own. */
function ramp({ width, height }: { width: number; height: number }): Uint8Array {
  const yuv = new Uint8Array(yuv420Bytes(width, height));
  const luma = width * height;
  for (let i = 0; i < luma; i++) yuv[i] = 20 + 3 * (i % width);
  for (let i = luma; i < yuv.length; i++) {
    yuv[i] = 60 + 4 * Math.floor(((i - luma) % (luma / 4)) / (width / 2));
  }
  return yuv;
}

/** Value of a plane at a place: 0 is luma, 1 and 2 are chroma. */
function at(
  yuv: Uint8Array,
  { width, height }: { width: number; height: number },
  plane: 0 | 1 | 2,
  x: number,
  y: number,
) {
  const luma = width * height;
  return plane === 0 ? yuv[y * width + x] : yuv[luma + (plane - 1) * (luma / 4) + y * (width / 2) + x];
}

describe('a view of frames', () => {
  it('is the frame itself if it is neither cropped nor scaled', async () => {
    const view = openView(frame, { ...frame, left: 0, top: 0 }, frame);
    const yuv = ramp(frame);
    expect(await view.see(yuv)).toBe(yuv);
    view.free();
  });

  it('has every pixel of its window, luma and chroma, if it is not scaled', async () => {
    const window = { left: 10, top: 6, width: 20, height: 32 };
    const view = openView(frame, window, window);
    const seen = await view.see(ramp(frame));
    expect(seen.byteLength).toBe(yuv420Bytes(20, 32));
    for (const [x, y] of [
      [0, 0],
      [19, 31],
      [7, 15],
    ]) {
      expect(at(seen, window, 0, x, y)).toBe(at(ramp(frame), frame, 0, 10 + x, 6 + y));
    }
    for (const plane of [1, 2] as const) {
      for (const [x, y] of [
        [0, 0],
        [9, 15],
      ]) {
        expect(at(seen, window, plane, x, y)).toBe(at(ramp(frame), frame, plane, 5 + x, 3 + y));
      }
    }
    view.free();
  });

  it('introduces no shift when scaled', async () => {
    const size = { width: 32, height: 24 };
    const view = openView(frame, { ...frame, left: 0, top: 0 }, size);
    const seen = await view.see(ramp(frame));
    // Each pixel stands for two, so it has the mean of both: half a step more than the left one.
    for (const x of [4, 15, 27])
      expect(Math.abs(at(seen, size, 0, x, 12) - (20 + 3 * (2 * x + 0.5)))).toBeLessThanOrEqual(1);
    for (const y of [3, 6, 9])
      expect(Math.abs(at(seen, size, 1, 8, y) - (60 + 4 * (2 * y + 0.5)))).toBeLessThanOrEqual(1);
    view.free();
  });

  it('scales one frame after another', async () => {
    const size = { width: 32, height: 24 };
    const view = openView(frame, { ...frame, left: 0, top: 0 }, size);
    const grey = (level: number) => new Uint8Array(yuv420Bytes(frame.width, frame.height)).fill(level);
    for (const level of [40, 200, 90]) expect(new Set(await view.see(grey(level)))).toEqual(new Set([level]));
    view.free();
  });
});
