import { native } from './native.ts';

/** Minimum of a plane in a square of `radius` points to each side, clipped at the border. */
export function leastAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return extremeAround(values, width, height, radius, 0);
}

/** Maximum of a plane in such a square. */
export function mostAround(values: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  return extremeAround(values, width, height, radius, 255);
}

/**
 * Replaces each value of a line by the minimum of the `window` values from it on; near the end, of the remaining ones.
 */
export function leastAhead(line: Uint8Array, window: number): void {
  const rest = window - widen(line, window, 1);
  for (let i = 0, end = line.length - rest; i < end; i++) line[i] = least(line[i], line[i + rest]);
}

function extremeAround(
  values: Uint8Array,
  width: number,
  height: number,
  radius: number,
  flip: 0 | 255,
): Uint8Array {
  const extremes = new Uint8Array(values.length);
  const write = native?.extremeAround ?? extremeAroundHere;
  write(values, width, height, radius, flip, extremes);
  return extremes;
}

/**
 * Rows first, then columns. Minima over 1, 2, 4 … values are computed from two of half the length, and the whole window
 * from two that overlap, so the time grows with the logarithm of the radius. `flip` is 0 for the minimum and 255 for
 * the maximum, which is the minimum of the complements.
 */
export function extremeAroundHere(
  values: Uint8Array,
  width: number,
  height: number,
  radius: number,
  flip: 0 | 255,
  extremes: Uint8Array,
): void {
  const window = 2 * radius + 1;
  // Beyond the border nothing is lower.
  const line = new Uint8Array(width + 2 * radius);
  const rows = new Uint8Array((height + 2 * radius) * width).fill(255);
  for (let y = 0; y < height; y++) {
    line.fill(255);
    for (let x = 0, i = y * width; x < width; x++, i++) line[radius + x] = values[i] ^ flip;
    const rest = window - widen(line, window, 1);
    for (let x = 0, i = (radius + y) * width; x < width; x++, i++) rows[i] = least(line[x], line[x + rest]);
  }
  const rest = (window - widen(rows, window, width)) * width;
  for (let i = 0; i < extremes.length; i++) extremes[i] = least(rows[i], rows[i + rest]) ^ flip;
}

/** Lowers each value to the minimum of the 2^n values from it on, `step` apart, with 2^n ≤ `window`. @returns 2^n */
function widen(values: Uint8Array, window: number, step: number): number {
  let length = 1;
  for (; 2 * length <= window; length *= 2) {
    const shift = length * step;
    for (let i = 0, end = values.length - shift; i < end; i++)
      values[i] = least(values[i], values[i + shift]);
  }
  return length;
}

/** The smaller of two bytes, without a branch, which would be unpredictable. */
function least(a: number, b: number): number {
  const difference = a - b;
  return b + (difference & (difference >> 31));
}
