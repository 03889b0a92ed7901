/**
 * Adds a coarse square grid, interpolated at the points of a finer one, to `target`.
 * @param side of the finer grid
 * @param share weight of the coarse grid at each point of the finer one; default: 1
 */
export function addEnlarged(
  target: Float32Array,
  coarse: Float32Array,
  side: number,
  share?: Float32Array,
): void {
  const coarseSide = Math.sqrt(coarse.length);
  const { before, after, part } = placesOf(side, coarseSide);
  const between = new Float32Array(coarseSide);
  for (let y = 0; y < side; y++) {
    const [upper, lower, partBelow] = [before[y] * coarseSide, after[y] * coarseSide, part[y]];
    for (let x = 0; x < coarseSide; x++) {
      between[x] = coarse[upper + x] + partBelow * (coarse[lower + x] - coarse[upper + x]);
    }
    for (let x = 0, i = y * side; x < side; x++, i++) {
      const weight = share ? share[i] : 1;
      if (weight === 0) continue;
      const left = between[before[x]];
      target[i] += weight * (left + part[x] * (between[after[x]] - left));
    }
  }
}

/** For each point of a fine row, the points of the coarse row around it; points are at the centres of cells. */
function placesOf(side: number, coarseSide: number) {
  const [before, after, part] = [new Int32Array(side), new Int32Array(side), new Float64Array(side)];
  for (let i = 0; i < side; i++) {
    const place = Math.max(0, Math.min(coarseSide - 1, ((i + 0.5) * coarseSide) / side - 0.5));
    before[i] = Math.floor(place);
    after[i] = Math.min(before[i] + 1, coarseSide - 1);
    part[i] = place - before[i];
  }
  return { before, after, part };
}
