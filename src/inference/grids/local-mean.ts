import { native } from './native.ts';

/**
 * Low-pass of a picture on a square grid (RGB interleaved): a Gaussian of standard deviation `sigma`, in grid points
 * across and down.
 */
export function localMean(rgb: Float32Array, side: number, sigma: { x: number; y: number }): Float32Array {
  const across = blurLines(rgb, side, 3, side * 3, sigma.x);
  return blurLines(across, side, side * 3, 3, sigma.y);
}

/** Blurs along lines of `side` points of 3 numbers, `step` numbers apart, the lines `lineStep` apart. */
function blurLines(
  values: Float32Array,
  side: number,
  step: number,
  lineStep: number,
  sigma: number,
): Float32Array {
  const radius = Math.min(Math.ceil(3 * sigma), side - 1);
  const kernel = Float32Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  );
  const total = kernel.reduce((sum, value) => sum + 2 * value, -kernel[0]);
  const share = kernel.map((factor) => factor / total);
  const blurred = new Float32Array(values.length);
  (native?.blurLines ?? blurLinesHere)(values, side, step, lineStep, share, blurred);
  return blurred;
}

/** Blurs lines in TypeScript. `share` is that of a point and of those at each distance from it. */
export function blurLinesHere(
  values: Float32Array,
  side: number,
  step: number,
  lineStep: number,
  share: Float32Array,
  blurred: Float32Array,
): void {
  const radius = share.length - 1;
  const line = new Float64Array(3 * (side + 2 * radius));
  for (let start = 0; start < side * lineStep; start += lineStep) {
    for (let at = -radius, i = 0; at < side + radius; at++, i += 3) {
      const point = start + Math.max(0, Math.min(at, side - 1)) * step;
      for (let channel = 0; channel < 3; channel++) line[i + channel] = values[point + channel];
    }
    for (let at = 0, i = 3 * radius; at < side; at++) {
      for (let target = start + at * step, end = target + 3; target < end; target++, i++) {
        let sum = share[0] * line[i];
        for (let near = 1, j = 3; near <= radius; near++, j += 3) {
          sum += share[near] * (line[i - j] + line[i + j]);
        }
        blurred[target] = sum;
      }
    }
  }
}
