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
  const columns = placesOf(side, coarseSide);
  for (const [y, { before, after, part }] of placesOf(side, coarseSide).entries()) {
    const [upper, lower] = [before * coarseSide, after * coarseSide];
    for (let x = 0, i = y * side; x < side; x++, i++) {
      if (share && share[i] === 0) continue;
      const column = columns[x];
      const above =
        coarse[upper + column.before] +
        column.part * (coarse[upper + column.after] - coarse[upper + column.before]);
      const below =
        coarse[lower + column.before] +
        column.part * (coarse[lower + column.after] - coarse[lower + column.before]);
      target[i] += (share ? share[i] : 1) * (above + part * (below - above));
    }
  }
}

interface Place {
  before: number;
  after: number;
  part: number;
}

/** For each point of a fine row, the points of the coarse row around it; points are at the centres of cells. */
function placesOf(side: number, coarseSide: number): Place[] {
  return Array.from({ length: side }, (_, i) => {
    const place = Math.max(0, Math.min(coarseSide - 1, ((i + 0.5) * coarseSide) / side - 0.5));
    const before = Math.floor(place);
    return { before, after: Math.min(before + 1, coarseSide - 1), part: place - before };
  });
}
