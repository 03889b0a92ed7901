import { autocorrelation } from './autocorrelation.ts';

/** A displacement in points. */
export interface Shift {
  x: number;
  y: number;
}
/** Two displacements by which something is repeated over a whole picture. */
export type Lattice = readonly [Shift, Shift];

interface Peak extends Shift {
  likeness: number;
}

/** Shorter displacements, as a share of the side, are those of the repeated thing itself, or of waves and rails. */
const shortest = 0.078;
/** Minimum correlation for a displacement of a lattice. */
const leastLikeness = 0.04;
/**
 * A repeated thing only matches at its position: at this distance, a share of the side, correlation drops at least to
 * this part. Horizons and ridges match everywhere along them.
 */
const [beside, mostBeside] = [0.012, 0.6];
/** A lattice of fewer displacements is chance; of more than these only the strongest are used. */
const [leastPeaks, mostPeaks] = [3, 24];
/** Maximum distance of a displacement from a lattice's, in points. */
const tolerance = 2.5;
/** Minimum size of a lattice's cells, as a share of the picture. */
const leastCell = 0.006;
/** Minimum share of the correlation of all peaks that a lattice explains. */
const leastExplained = 0.5;
/**
 * Among lattices that explain at least this part of the best one's share, the one with the largest cells is used,
 * because finer ones contain it.
 */
const asGood = 0.5;

/**
 * Finds the lattice on which a picture's detail is repeated, as with watermarks but nothing in a landscape.
 *
 * @param detail side² points, side a power of two
 */
export function findLattice(detail: Float32Array, side: number): Lattice | undefined {
  const mean = detail.reduce((sum, value) => sum + value, 0) / detail.length;
  const peaks = findPeaks(
    autocorrelation(
      detail.map((value) => value - mean),
      side,
    ),
    side,
  );
  if (peaks.length < leastPeaks) return undefined;
  const total = peaks.reduce((sum, { likeness }) => sum + likeness, 0);
  const candidates = peaks.flatMap((a, i) =>
    peaks.slice(0, i).flatMap((b) => {
      const cell = Math.abs(a.x * b.y - a.y * b.x);
      if (cell < leastCell * side * side) return [];
      const fitting = peaks.filter((peak) => stepsTo(peak, [a, b]) !== undefined);
      if (fitting.length < leastPeaks) return [];
      const explained = fitting.reduce((sum, { likeness }) => sum + likeness, 0) / total;
      return [{ lattice: [a, b] as const, cell, explained }];
    }),
  );
  const best = Math.max(...candidates.map(({ explained }) => explained));
  if (!(best >= leastExplained)) return undefined;
  const good = candidates.filter(({ explained }) => explained >= asGood * best);
  const widest = good.reduce((a, b) => (b.cell > a.cell ? b : a));
  return refine(widest.lattice, peaks);
}

/** Displacements at which the correlation has a sharp peak, strongest first; one of each and its opposite. */
function findPeaks(likeness: Float32Array, side: number): Peak[] {
  const at = (x: number, y: number) => likeness[((y + side) % side) * side + ((x + side) % side)];
  const half = side / 2;
  const around = Math.round(beside * side);
  const peaks: Peak[] = [];
  for (let y = 0; y < half; y++) {
    for (let x = -half; x < half; x++) {
      const here = at(x, y);
      if (here < leastLikeness || Math.hypot(x, y) < shortest * side || (y === 0 && x < 0)) continue;
      if (!isHighest(at, x, y) || !isSharp(at, x, y, around)) continue;
      peaks.push({
        x: x + vertex(at(x - 1, y), here, at(x + 1, y)),
        y: y + vertex(at(x, y - 1), here, at(x, y + 1)),
        likeness: here,
      });
    }
  }
  return peaks.sort((a, b) => b.likeness - a.likeness).slice(0, mostPeaks);
}

type Likeness = (x: number, y: number) => number;

function isHighest(at: Likeness, x: number, y: number): boolean {
  const here = at(x, y);
  for (let dy = -4; dy <= 4; dy++)
    for (let dx = -4; dx <= 4; dx++) if (at(x + dx, y + dy) > here) return false;
  return true;
}

function isSharp(at: Likeness, x: number, y: number, away: number): boolean {
  for (const dy of [-away, 0, away])
    for (const dx of [-away, 0, away])
      if ((dx !== 0 || dy !== 0) && at(x + dx, y + dy) > mostBeside * at(x, y)) return false;
  return true;
}

/** Position of the maximum of a parabola through three neighbours, −½ … ½ from the middle one. */
function vertex(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}

/** The integer steps of a lattice that lead to a position; undefined if there are none. */
function stepsTo({ x, y }: Shift, [a, b]: Lattice): [number, number] | undefined {
  const cell = a.x * b.y - a.y * b.x;
  const ofA = Math.round((x * b.y - y * b.x) / cell);
  const ofB = Math.round((a.x * y - a.y * x) / cell);
  const isNear =
    Math.abs(ofA * a.x + ofB * b.x - x) <= tolerance && Math.abs(ofA * a.y + ofB * b.y - y) <= tolerance;
  return isNear ? [ofA, ofB] : undefined;
}

/**
 * Refines a lattice to fit all of its peaks by least squares; distant peaks determine its displacements most exactly.
 */
function refine(lattice: Lattice, peaks: readonly Peak[]): Lattice {
  let [aa, ab, bb] = [0, 0, 0];
  const sums = { ax: 0, ay: 0, bx: 0, by: 0 };
  for (const peak of peaks) {
    const steps = stepsTo(peak, lattice);
    if (!steps) continue;
    const [i, j] = steps;
    aa += i * i;
    ab += i * j;
    bb += j * j;
    sums.ax += i * peak.x;
    sums.ay += i * peak.y;
    sums.bx += j * peak.x;
    sums.by += j * peak.y;
  }
  const determinant = aa * bb - ab * ab;
  const solve = (ofA: number, ofB: number) => [
    (bb * ofA - ab * ofB) / determinant,
    (aa * ofB - ab * ofA) / determinant,
  ];
  const [ax, bx] = solve(sums.ax, sums.bx);
  const [ay, by] = solve(sums.ay, sums.by);
  return [
    { x: ax, y: ay },
    { x: bx, y: by },
  ];
}
