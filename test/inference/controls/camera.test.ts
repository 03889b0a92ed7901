import { describe, expect, test } from 'vitest';
import { CameraMove } from '../../../src/inference/output/camera.ts';

const size = { width: 96, height: 64 };
const luma = size.width * size.height;
const camera = { zoom: 1.25, towards: { x: 0.25, y: 0.5 } };

/** A frame whose luma rises evenly to the right and down, and whose chroma is even. */
function ramp(): Uint8Array {
  const yuv = new Uint8Array(1.5 * luma).fill(77);
  for (let i = 0; i < luma; i++) yuv[i] = 20 + (i % size.width) * 1.5 + Math.floor(i / size.width);
  return yuv;
}

describe('a camera', () => {
  test('leaves frame 0 unchanged', () => {
    const frame = ramp();
    expect(new CameraMove(camera, size, 40).see(frame, 0)).toBe(frame);
  });

  test('shows every point where the zoom puts it, also between pixels', () => {
    const seen = new CameraMove(camera, size, 40).see(ramp(), 20);
    const middle = { x: 0.25 * (size.width - 1), y: 0.5 * (size.height - 1) };
    for (const [x, y] of [
      [24, 32],
      [10, 10],
      [80, 50],
    ]) {
      const source = { x: middle.x + (x - middle.x) / 1.25, y: middle.y + (y - middle.y) / 1.25 };
      expect(Math.abs(seen[y * size.width + x] - (20 + 1.5 * source.x + source.y))).toBeLessThan(1.1);
    }
  });

  test('keeps uniform areas exactly', () => {
    const even = new Uint8Array(1.5 * luma).fill(133);
    expect(new CameraMove(camera, size, 40).see(even, 13)).toEqual(even);
  });

  test('returns the same way', () => {
    const there = new CameraMove(camera, size, 40).see(ramp(), 7);
    expect(new CameraMove(camera, size, 40).see(ramp(), 33)).toEqual(there);
  });
});
