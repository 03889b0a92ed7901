/** Points of the grid below the shore within which the reflection is searched. */
const depth = 48;
/** Vertical scales of a reflection relative to what it reflects. */
const stretches = [0.75, 1, 1.3];
/** Columns must extend at least this far below the shore. */
const leastDepth = 10;
/** Minimum correlation for water to count as a mirror. */
const likeness = 0.4;

/**
 * True if water reflects what is above it: its columns below the shore then look like those above, upside down. Light
 * that is uniform along a row, as over any sea, says nothing and is removed.
 *
 * @param colours RGB interleaved, side² points
 * @param water how much of each point is water, 0 … 1
 */
export function mirrorsScene(colours: Float32Array, water: Float32Array, side: number): boolean {
  const shores = shoreOf(water, side);
  if (shores.filter((shore) => shore >= 0).length < side / 5) return false;
  return stretches.some((stretch) => correlation(colours, water, shores, side, stretch) > likeness);
}

/** For each column, the first row of water with water below it; −1 if there is none, or nothing above it. */
function shoreOf(water: Float32Array, side: number): Int16Array {
  return Int16Array.from({ length: side }, (_, x) => {
    for (let y = leastDepth; y + leastDepth < side; y++) {
      if (water[y * side + x] < 0.9) continue;
      let below = 0;
      while (below < leastDepth && water[(y + below) * side + x] > 0.9) below++;
      if (below === leastDepth) return y;
      y += below;
    }
    return -1;
  });
}

function correlation(
  colours: Float32Array,
  water: Float32Array,
  shores: Int16Array,
  side: number,
  stretch: number,
): number {
  let [product, above2, below2] = [0, 0, 0];
  const lightness = (point: number) =>
    (colours[3 * point] + 2 * colours[3 * point + 1] + colours[3 * point + 2]) / 4;
  for (let away = 2; away < depth; away++) {
    const above: number[] = [];
    const below: number[] = [];
    for (let x = 0; x < side; x++) {
      if (shores[x] < 0) continue;
      const up = shores[x] - 2 - Math.round(away * stretch);
      const down = shores[x] + 1 + away;
      if (up < 0 || down >= side || water[down * side + x] < 0.9) continue;
      above.push(lightness(up * side + x));
      below.push(lightness(down * side + x));
    }
    if (above.length < side / 6) continue;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [meanAbove, meanBelow] = [mean(above), mean(below)];
    for (let i = 0; i < above.length; i++) {
      const [a, b] = [above[i] - meanAbove, below[i] - meanBelow];
      product += a * b;
      above2 += a * a;
      below2 += b * b;
    }
  }
  return above2 > 0 && below2 > 0 ? product / Math.sqrt(above2 * below2) : 0;
}
