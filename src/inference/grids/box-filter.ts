/**
 * Mean over a window of (2 · radius + 1)² points, as much of it as lies inside. The time does not depend on the radius.
 * A constant stays exactly that constant.
 */
export function boxMean(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  target: Float32Array = new Float32Array(source.length),
): Float32Array {
  const across = new Float32Array(source.length);
  for (let y = 0; y < height; y++) meanAlong(source, across, y * width, width, radius);
  meanDown(across, target, width, height, radius);
  return target;
}

/** Of one row. */
function meanAlong(
  source: Float32Array,
  target: Float32Array,
  start: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = Math.min(radius, length);
  for (let i = 0; i < count; i++) sum += source[start + i];
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += source[start + i + radius];
      count++;
    }
    if (i - radius > 0) {
      sum -= source[start + i - radius - 1];
      count--;
    }
    target[start + i] = sum / count;
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
  const add = (row: number, sign: 1 | -1) => {
    for (let x = 0, i = row * width; x < width; x++, i++) sums[x] += sign * source[i];
  };
  let count = Math.min(radius, height);
  for (let y = 0; y < count; y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) {
      add(y + radius, 1);
      count++;
    }
    if (y - radius > 0) {
      add(y - radius - 1, -1);
      count--;
    }
    for (let x = 0, i = y * width; x < width; x++, i++) target[i] = sums[x] / count;
  }
}

/** Nearly a Gaussian of standard deviation `sigma` points: three box means one after the other. */
export function blur(source: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
  let blurred = source;
  for (let pass = 0; pass < 3; pass++) blurred = boxMean(blurred, width, height, radius);
  return blurred;
}
