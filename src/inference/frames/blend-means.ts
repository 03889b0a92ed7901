import type { SeenSpans } from '../grids/seen-spans.ts';

/** Where two copies come from, (x, y) interleaved, in points inside the grid, and how much of the second is seen at each. */
export interface Sources {
  sourceA: Float32Array;
  sourceB: Float32Array;
  weight: Float32Array;
}

/**
 * The local means of two copies, blended, at every point of a grid that is seen (RGB interleaved). They are low-passed five points
 * wide, so every second point of every second row is taken and what lies between is averaged.
 */
export function blendMeans(
  values: Float32Array,
  { from, to }: SeenSpans,
  sources: Sources,
  mean: Float32Array,
): void {
  const { sourceA, sourceB, weight } = sources;
  const side = from.length;
  // The last point of an odd step is taken too: nothing lies beyond it.
  const after = (at: number) => (at + 2 < side ? at + 2 : at + 1);
  for (let y = 0; y < side; y = after(y)) {
    const end = to[y];
    const start = from[y] & ~1;
    for (let x = start; x < end; x = after(x)) {
      const point = y * side + x;
      mean[3 * point] = mean[3 * point + 1] = mean[3 * point + 2] = 0;
      const ofB = weight[point];
      if (ofB < 1) addMean(values, side, sourceA, 1 - ofB, point, mean);
      if (ofB > 0) addMean(values, side, sourceB, ofB, point, mean);
    }
    for (let x = start + 1; x < end - 1; x += 2) average(mean, 3 * (y * side + x), 3, 3);
    if (y > 1 && y % 2 === 0 && from[y - 1] < to[y - 1]) {
      average(mean, 3 * ((y - 1) * side + from[y - 1]), 3 * side, 3 * (to[y - 1] - from[y - 1]));
    }
  }
}

/** Writes `count` numbers from `start` as the means of those `distance` before and after. */
function average(values: Float32Array, start: number, distance: number, count: number): void {
  for (let i = start; i < start + count; i++) values[i] = (values[i - distance] + values[i + distance]) / 2;
}

/** Adds the weighted mean that one copy brings to a point, bilinearly: the inner loop of planning. */
function addMean(
  values: Float32Array,
  side: number,
  sources: Float32Array,
  weight: number,
  point: number,
  mean: Float32Array,
): void {
  const x = sources[2 * point];
  const y = sources[2 * point + 1];
  const left = Math.min(x | 0, side - 2);
  const top = Math.min(y | 0, side - 2);
  const right = x - left;
  const south = weight * (y - top);
  const north = weight - south;
  const northEast = north * right;
  const southEast = south * right;
  const above = 3 * (top * side + left);
  const under = above + 3 * side;
  for (let channel = 0; channel < 3; channel++) {
    mean[3 * point + channel] +=
      (north - northEast) * values[above + channel] +
      northEast * values[above + channel + 3] +
      (south - southEast) * values[under + channel] +
      southEast * values[under + channel + 3];
  }
}
