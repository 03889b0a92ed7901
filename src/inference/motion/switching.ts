import { blur } from '../grids/box-filter.ts';
import { standardNormal } from '../random.ts';

/** Share of a period that one place takes to change from one copy to the other. Shorter, and it is seen to jump. */
export const switchDuration = 0.18;
/** Size of the patches that change together: standard deviation of the noise's blur, as a share of the width. */
const patchSize = 0.05;

/**
 * When each place of a grid changes from one copy of the photo to the other, as a share of the period: smooth noise, evenly
 * spread over the times that leave both ends exact. Where all of a picture faded at once, two clouds would be seen for
 * every one in the middle of a loop (algorithm §4).
 * @returns side² times between half of `switchDuration` and one minus that
 */
export function switchTimes(side: number, aspect: number, seed: number): Float32Array {
  const normal = standardNormal(seed);
  const noise = Float32Array.from({ length: side * side }, normal);
  // Patches are round in the picture; the grid is square whatever the picture's shape.
  const sigma = patchSize * side;
  const smooth =
    aspect === 1 ? blur(noise, side, side, sigma) : blurAcross(noise, side, sigma, sigma * aspect);
  return spreadEvenly(smooth, switchDuration / 2, 1 - switchDuration / 2);
}

/** How much of the second copy is shown where places change at `time`, 0 … 1. */
export function switched(progress: number, time: number): number {
  const t = (progress - time) / switchDuration + 0.5;
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}

/** A blur that differs across and down, by way of a grid of the picture's shape. */
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

/** The same order of values, evenly spread from `low` to `high`. */
function spreadEvenly(values: Float32Array, low: number, high: number): Float32Array {
  const count = values.length;
  // Numbers alone are sorted in a tenth of the time that a comparison of ours takes: a value's rank by its bits, then its index.
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
