/**
 * Values on a square grid of `side * side` points, `channels` numbers a point. Positions are in grid units, points
 * sit on whole numbers. Outside the grid everything is mirrored at the outermost points (the reflected border of
 * algorithm §3, without an end).
 */

/** Mirrors a position outside 0…last into it, repeatedly if necessary. */
export function reflect(position: number, last: number): number {
  if (position >= 0 && position <= last) return position;
  const period = 2 * last;
  const folded = Math.abs(position) % period;
  return folded > last ? period - folded : folded;
}

/** Bilinear sample at (x, y), mirrored outside, written to `target[offset …]`. */
export function sampleGrid(
  values: Float32Array,
  side: number,
  channels: number,
  x: number,
  y: number,
  target: Float32Array,
  offset: number,
): void {
  const last = side - 1;
  const insideX = reflect(x, last);
  const insideY = reflect(y, last);
  const left = Math.min(insideX | 0, last - 1);
  const top = Math.min(insideY | 0, last - 1);
  const right = insideX - left;
  const bottom = insideY - top;
  const northWest = (top * side + left) * channels;
  const southWest = northWest + side * channels;
  for (let channel = 0; channel < channels; channel++) {
    const nw = values[northWest + channel];
    const ne = values[northWest + channels + channel];
    const sw = values[southWest + channel];
    const se = values[southWest + channels + channel];
    const north = nw + right * (ne - nw);
    const south = sw + right * (se - sw);
    target[offset + channel] = north + bottom * (south - north);
  }
}
