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
  for (let y = 0; y < height; y++) meanAlong(source, across, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) meanAlong(across, target, x, width, height, radius);
  return target;
}

function meanAlong(
  source: Float32Array,
  target: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = Math.min(radius, length);
  for (let i = 0; i < count; i++) sum += source[start + i * step];
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += source[start + (i + radius) * step];
      count++;
    }
    if (i - radius > 0) {
      sum -= source[start + (i - radius - 1) * step];
      count--;
    }
    target[start + i * step] = sum / count;
  }
}

/** Nearly a Gaussian of standard deviation `sigma` points: three box means one after the other. */
export function blur(source: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const radius = Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
  let blurred = source;
  for (let pass = 0; pass < 3; pass++) blurred = boxMean(blurred, width, height, radius);
  return blurred;
}
