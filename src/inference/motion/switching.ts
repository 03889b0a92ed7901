import { blur } from '../grids/box-filter.ts';
import { standardNormal } from '../random.ts';

/** Share of a period that a point takes to change from one copy to the other. If it were shorter, jumps would show. */
export const switchDuration = 0.18;
/** Size of the patches that change together: standard deviation of the blur of the noise, as a share of the width. */
const patchSize = 0.05;

/**
 * Chooses when each point of a grid changes from one copy of the photo to the other, as a share of the period. Times
 * are smooth noise, evenly distributed over the interval in which both ends of the period show one copy only. If the
 * whole picture faded at once, every cloud would be seen twice in the middle of a loop (algorithm §4).
 *
 * @param side of the grid, in points
 * @param aspect width ÷ height of the picture
 * @returns side² times between half of `switchDuration` and one minus that
 */
export function switchTimes(side: number, aspect: number, seed: number): Float32Array {
  const normal = standardNormal(seed);
  const noise = Float32Array.from({ length: side * side }, normal);
  // Patches are round in the picture, but the grid is square for any aspect.
  const sigma = patchSize * side;
  const smooth =
    aspect === 1 ? blur(noise, side, side, sigma) : blurAcross(noise, side, sigma, sigma * aspect);
  return spreadEvenly(smooth, switchDuration / 2, 1 - switchDuration / 2);
}

/**
 * Share of the second copy at points that change at `time`, 0 … 1 (smoothstep).
 *
 * @param progress in the period, 0 … 1
 * @param time of the change, as a share of the period
 */
export function switched(progress: number, time: number): number {
  const t = (progress - time) / switchDuration + 0.5;
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}

/** Blurs rows and columns separately, with different standard deviations across and down, in points. */
function blurAcross(noise: Float32Array, side: number, sigmaX: number, sigmaY: number): Float32Array {
  const transposed = transpose(blurRows(noise, side, sigmaX), side);
  return transpose(blurRows(transposed, side, sigmaY), side);
}

function blurRows(values: Float32Array, side: number, sigma: number): Float32Array {
  const blurred = new Float32Array(values.length);
  for (let row = 0; row < side; row++) {
    const line = values.subarray(row * side, (row + 1) * side);
    blurred.set(blur(line, side, 1, sigma), row * side);
  }
  return blurred;
}

function transpose(values: Float32Array, side: number): Float32Array {
  return values.map((_, i) => values[(i % side) * side + Math.floor(i / side)]);
}

/** Replaces values by evenly spaced ones from `low` to `high`, in the same order. */
function spreadEvenly(values: Float32Array, low: number, high: number): Float32Array {
  const count = values.length;
  // Sorting plain numbers takes a tenth of the time of sorting with a comparison function. So each number combines the
  // bits of a value, which have its order, with its index.
  const bits = new Int32Array(values.buffer, values.byteOffset, count);
  const order = Float64Array.from(
    bits,
    (code, i) => (code < 0 ? -(code & 0x7fffffff) : code) * count + i,
  ).sort();
  const spread = new Float32Array(count);
  for (let rank = 0; rank < count; rank++) {
    const index = ((order[rank] % count) + count) % count;
    spread[index] = low + ((high - low) * rank) / Math.max(1, count - 1);
  }
  return spread;
}
