import type { SeenSpans } from '../grids/seen-spans.ts';

/**
 * Fills RGB values of a grid that change little from point to point: `write` is called for every second visible point
 * of every second row, and the points in between are interpolated.
 */
export function fillEverySecond(
  values: Float32Array,
  { from, to }: SeenSpans,
  write: (point: number) => void,
): void {
  const side = from.length;
  // The last point is included even at an odd position, because there is none beyond it.
  const after = (at: number) => (at + 2 < side ? at + 2 : at + 1);
  for (let y = 0; y < side; y = after(y)) {
    const end = to[y];
    const start = from[y] & ~1;
    for (let x = start; x < end; x = after(x)) write(y * side + x);
    for (let x = start + 1; x < end - 1; x += 2) average(values, 3 * (y * side + x), 3, 3);
    if (y > 1 && y % 2 === 0 && from[y - 1] < to[y - 1]) {
      average(values, 3 * ((y - 1) * side + from[y - 1]), 3 * side, 3 * (to[y - 1] - from[y - 1]));
    }
  }
}

/** Writes `count` numbers from `start` as the means of those `distance` before and after. */
function average(values: Float32Array, start: number, distance: number, count: number): void {
  for (let i = start; i < start + count; i++) values[i] = (values[i - distance] + values[i + distance]) / 2;
}
