import type { Point } from './point.ts';

/** Coverage of each pixel, 0…255, row by row. */
export interface FoundMask {
  width: number;
  height: number;
  values: Uint8Array | Uint8ClampedArray;
}

/** True if a point is inside a mask. */
export function isInMask({ width, height, values }: FoundMask, { x, y }: Point): boolean {
  const column = Math.min(Math.floor(x * width), width - 1);
  const row = Math.min(Math.floor(y * height), height - 1);
  return values[row * width + column] > 127;
}
