/**
 * Means of a plane of bytes over the cells of a square grid, 0 … 1. If the plane is smaller than the grid, bytes
 * repeat.
 */
export function shrinkPlane(bytes: Uint8Array, width: number, height: number, side: number): Float32Array {
  const shrunk = new Float32Array(side * side);
  for (let y = 0, point = 0; y < side; y++) {
    const top = Math.floor((y * height) / side);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / side));
    for (let x = 0; x < side; x++, point++) {
      const left = Math.floor((x * width) / side);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / side));
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let i = row * width + left, end = row * width + right; i < end; i++) sum += bytes[i];
      }
      shrunk[point] = sum / (255 * (bottom - top) * (right - left));
    }
  }
  return shrunk;
}

/**
 * The values of a square grid on a smaller one: means over its cells. A grid of the same size is returned unchanged.
 * @param values `channels` of each point, interleaved
 * @param side divides the side of the grid
 */
export function shrinkGrid(values: Float32Array, channels: number, side: number): Float32Array {
  const from = Math.sqrt(values.length / channels);
  if (from === side) return values;
  const cell = from / side;
  const shrunk = new Float32Array(side * side * channels);
  for (let y = 0; y < from; y++) {
    for (let x = 0; x < from; x++) {
      const to = channels * (Math.floor(y / cell) * side + Math.floor(x / cell));
      const at = channels * (y * from + x);
      for (let i = 0; i < channels; i++) shrunk[to + i] += values[at + i];
    }
  }
  return shrunk.map((sum) => sum / (cell * cell));
}

/** Means over the cells of a coarser square grid, whose side divides that of the values. */
export function shrinkMeans(values: ArrayLike<number>, from: number, side: number): Float32Array {
  const cell = from / side;
  const means = new Float32Array(side * side);
  for (let y = 0, i = 0; y < from; y++) {
    const row = Math.floor(y / cell) * side;
    for (let x = row; x < row + side; x++) {
      let sum = means[x];
      for (const end = i + cell; i < end; i++) sum += values[i];
      means[x] = sum;
    }
  }
  for (let i = 0; i < means.length; i++) means[i] /= cell * cell;
  return means;
}
