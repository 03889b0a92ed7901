import { native } from './native.ts';

/**
 * Mean over a window of (2 · radius + 1)² points, clipped to the grid. The time does not depend on the radius. A
 * constant stays exactly constant.
 * @param target output; may be the source
 * @param across scratch memory of the same size, for callers that compute many means
 */
export function boxMean(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  target: Float32Array = new Float32Array(source.length),
  across: Float32Array = new Float32Array(source.length),
): Float32Array {
  const mean = native?.boxMean ?? boxMeanHere;
  mean(source, width, height, radius, target, across);
  return target;
}

/** {@link boxMean} in TypeScript. */
export function boxMeanHere(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  target: Float32Array,
  across: Float32Array,
): void {
  for (let y = 0; y < height; y++) meanAlong(source, across, y * width, width, radius);
  meanDown(across, target, width, height, radius);
}

/** Of one row. */
function meanAlong(
  source: Float32Array,
  target: Float32Array,
  start: number,
  length: number,
  radius: number,
): void {
  const end = start + length;
  // Where the window is entirely inside the line, and where it reaches its end.
  const [inside, outside] = [Math.min(end, start + radius + 1), Math.max(start, end - radius)];
  let sum = 0;
  let count = Math.min(radius, length);
  for (let i = start; i < start + count; i++) sum += source[i];
  for (let i = start; i < inside; i++) {
    if (i < outside) {
      sum += source[i + radius];
      count++;
    }
    target[i] = sum / count;
  }
  const share = 1 / count;
  for (let i = inside; i < outside; i++) {
    sum += source[i + radius] - source[i - radius - 1];
    target[i] = sum * share;
  }
  for (let i = Math.max(inside, outside); i < end; i++) {
    sum -= source[i - radius - 1];
    target[i] = sum / --count;
  }
}

/** Of all columns at once, row by row: going down a single column misses the cache at every step. */
function meanDown(
  source: Float32Array,
  target: Float32Array,
  width: number,
  height: number,
  radius: number,
): void {
  const sums = new Float64Array(width);
  let count = Math.min(radius, height);
  for (let y = 0; y < count; y++) moveWindow(sums, source, y * width, -1);
  for (let y = 0; y < height; y++) {
    const hasNext = y + radius < height;
    const hasLast = y - radius > 0;
    count += (hasNext ? 1 : 0) - (hasLast ? 1 : 0);
    moveWindow(sums, source, hasNext ? (y + radius) * width : -1, hasLast ? (y - radius - 1) * width : -1);
    const share = 1 / count;
    for (let x = 0, i = y * width; x < width; x++, i++) target[i] = sums[x] * share;
  }
}

/** Adds the row that starts at `next` to the sums, and subtracts the one at `last`; negative: none. */
function moveWindow(sums: Float64Array, source: Float32Array, next: number, last: number): void {
  const width = sums.length;
  if (next >= 0 && last >= 0) {
    for (let x = 0; x < width; x++) sums[x] += source[next + x] - source[last + x];
  } else if (next >= 0) {
    for (let x = 0; x < width; x++) sums[x] += source[next + x];
  } else if (last >= 0) {
    for (let x = 0; x < width; x++) sums[x] -= source[last + x];
  }
}

/** Approximates a Gaussian with standard deviation `sigma` points by three successive box means. */
export function blur(source: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
  const once = boxMean(source, width, height, radius);
  const twice = boxMean(once, width, height, radius);
  return boxMean(twice, width, height, radius, once);
}
