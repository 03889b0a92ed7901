import { boxMean } from '../grids/box-filter.ts';

/** Points of the grid below the shore within which the reflection is searched. */
const depth = 48;
/** Vertical scales of a reflection relative to what it reflects. */
const stretches = [0.75, 1, 1.3];
/** Columns must extend at least this far below the shore. */
const leastDepth = 10;
/** Minimum correlation for water to count as a mirror. */
const likeness = 0.4;
/** The same for fine detail mirrored about a level line. Seas under clouds and a low sun reach 0.25. */
const detailLikeness = 0.5;
/** Half the side of the window whose mean is removed from detail, as a share of the grid's side. */
const detailReach = 0.04;
/** Minimum standard deviation of the reflected detail, as a share of that of the picture. */
const leastDetail = 0.08;
/**
 * The level line is searched from this far above the highest shores to this far below the median one, as shares of the
 * side. The highest tenth of the shores is left out.
 */
const search = { above: 0.06, below: 0.015, leftOut: 0.1 };

/** A plane of the picture that is searched for reflections, and the water in it. */
interface Seen {
  plane: Float32Array;
  /** How much of each point is water, 0 … 1. */
  water: Float32Array;
  side: number;
}

/**
 * True if water reflects what is above it: its columns below the shore then look like those above, upside down. Light
 * that is uniform along a row, as over any sea, says nothing and is removed. The shore is where the water begins in
 * each column, or a level line near it: the scene network often takes the dark reflection of a far shore for land.
 *
 * @param colours RGB interleaved, side² points, in any range
 * @param water how much of each point is water, 0 … 1
 */
export function mirrorsScene(colours: Float32Array, water: Float32Array, side: number): boolean {
  const shores = shoreOf(water, side);
  const found = shores.filter((shore) => shore >= 0).sort();
  if (found.length < side / 5) return false;
  const plane = Float32Array.from(
    water,
    (_, i) => (colours[3 * i] + 2 * colours[3 * i + 1] + colours[3 * i + 2]) / 4,
  );
  const lightness = { plane, water, side };
  if (stretches.some((stretch) => compare(lightness, shores, stretch).likeness > likeness)) return true;
  const coarse = boxMean(plane, side, side, Math.round(detailReach * side));
  const detail = { plane: plane.map((value, i) => value - coarse[i]), water, side };
  const first = found[Math.floor(search.leftOut * found.length)] - Math.round(search.above * side);
  const last = found[found.length >> 1] + Math.round(search.below * side);
  const least = leastDetail * deviationOf(plane);
  for (let row = Math.max(leastDepth, first); row <= last; row++) {
    const level = shores.map((shore) => (shore < 0 ? shore : row));
    const reflection = compare(detail, level, 1);
    if (reflection.likeness > detailLikeness && reflection.contrast > least) return true;
  }
  return false;
}

function deviationOf(plane: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const value of plane) {
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(0, squares / plane.length - (sum / plane.length) ** 2));
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

/**
 * Compares what is below the shores with what is above them.
 *
 * @param shores row of the shore in each column; −1 where there is none
 * @returns the correlation of the two, each row without its mean, and the standard deviation below the shores
 */
function compare(
  { plane, water, side }: Seen,
  shores: Int16Array,
  stretch: number,
): { likeness: number; contrast: number } {
  let [product, above2, below2, points] = [0, 0, 0, 0];
  for (let away = 2; away < depth; away++) {
    const above: number[] = [];
    const below: number[] = [];
    for (let x = 0; x < side; x++) {
      if (shores[x] < 0) continue;
      const up = shores[x] - 2 - Math.round(away * stretch);
      const down = shores[x] + 1 + away;
      if (up < 0 || down >= side || water[down * side + x] < 0.9) continue;
      above.push(plane[up * side + x]);
      below.push(plane[down * side + x]);
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
    points += above.length;
  }
  if (above2 === 0 || below2 === 0) return { likeness: 0, contrast: 0 };
  return { likeness: product / Math.sqrt(above2 * below2), contrast: Math.sqrt(below2 / points) };
}
