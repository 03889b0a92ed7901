import { native } from './native.ts';

/** Offset from each point of a grid to the nearest known point. */
export interface NearestKnown {
  /** Steps to it, 0 at known points. Undefined if no point is known. */
  dx: Int16Array;
  dy: Int16Array;
}

/**
 * Finds the nearest known point for every point of a grid by propagating the neighbours' results down and up
 * (Danielsson's vector distance transform, 1980). Near ties may give a point that is less than one point farther.
 */
export function findNearest(isKnown: Uint8Array, width: number, height: number): NearestKnown {
  const dx = new Int16Array(isKnown.length);
  const dy = new Int16Array(isKnown.length);
  (native?.findNearest ?? findNearestHere)(isKnown, width, height, dx, dy);
  return { dx, dy };
}

/** {@link findNearest} in TypeScript; both offsets are 0 at first. */
export function findNearestHere(
  isKnown: Uint8Array,
  width: number,
  height: number,
  dx: Int16Array,
  dy: Int16Array,
): void {
  const far = 16384;
  for (let i = 0; i < isKnown.length; i++) if (!isKnown[i]) dx[i] = dy[i] = far;
  const offer = (i: number, neighbour: number, stepX: number, stepY: number) => {
    if (dx[neighbour] === far) return;
    const x = dx[neighbour] + stepX;
    const y = dy[neighbour] + stepY;
    if (x * x + y * y >= dx[i] * dx[i] + dy[i] * dy[i]) return;
    dx[i] = x;
    dy[i] = y;
  };
  const sweep = (y: number, fromY: number, stepY: number) => {
    const row = y * width;
    if (fromY >= 0 && fromY < height) {
      const above = fromY * width;
      for (let x = 0; x < width; x++) {
        offer(row + x, above + x, 0, stepY);
        if (x > 0) offer(row + x, above + x - 1, -1, stepY);
        if (x + 1 < width) offer(row + x, above + x + 1, 1, stepY);
      }
    }
    for (let x = 1; x < width; x++) offer(row + x, row + x - 1, -1, 0);
    for (let x = width - 2; x >= 0; x--) offer(row + x, row + x + 1, 1, 0);
  };
  for (let y = 0; y < height; y++) sweep(y, y - 1, -1);
  for (let y = height - 1; y >= 0; y--) sweep(y, y + 1, 1);
}
