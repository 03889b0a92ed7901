import { boxMean } from '../grids/box-filter.ts';
import { sampleGrid } from '../grids/grid.ts';
import { shrinkMeans } from '../grids/shrink.ts';

/** Brightness in levels, 0 … 255, row by row. */
export type Frame = Uint8Array | Float32Array;

/** Two frames, one step apart. */
export interface FramePair {
  earlier: Frame;
  later: Frame;
}

/** Half the side of the window that is assumed to move uniformly, in points of each level. */
const windowRadius = 5;
/** Half the side of the window whose mean brightness is subtracted, so that flicker does not count as motion. */
const lightRadius = 8;
/** Pyramid levels, coarsest first, and iterations per level. */
const halvings = [2, 1, 0];
const rounds = 4;
/** Largest displacement per iteration. */
const farthest = 1;
/** A flow must explain the frames better than zero flow: its error ÷ that of zero flow. */
const helpfulShare = 0.97;
/** Mean squared gradient of noise (levels per point): fainter points are kept in place. */
const noise = 3;

/**
 * The one steady backward flow that explains a clip: the field f for which `later(p) ≈ earlier(p + f(p))` in all pairs
 * at once, by least squares in small windows, from coarse to fine (Lucas–Kanade, their sums taken over all pairs).
 * Wobble and flicker cancel out, and the flow is 0 where no motion is visible.
 * @param side of the frames, a multiple of 4
 * @returns (x, y) interleaved, points per step
 */
export function steadyFlow(pairs: readonly FramePair[], side: number): Float32Array {
  let flow: Float32Array = new Float32Array(2 * (side >> halvings[0]) ** 2);
  let planes: Planes[] = [];
  for (const halving of halvings) {
    const size = side >> halving;
    if (flow.length < 2 * size * size) flow = enlargeFlow(flow, size / 2);
    planes = pairs.map(({ earlier, later }) => ({
      earlier: withoutLight(shrinkMeans(earlier, side, size), size),
      later: withoutLight(shrinkMeans(later, side, size), size),
    }));
    for (let round = 0; round < rounds; round++) improve(flow, planes, size);
  }
  return whereItHelps(flow, planes, side);
}

/** Points that zero flow explains as well as the flow count as still. */
function whereItHelps(flow: Float32Array, pairs: readonly Planes[], size: number): Float32Array {
  const [still, moved] = [new Float32Array(size * size), new Float32Array(size * size)];
  const sample = new Float32Array(1);
  for (const { earlier, later } of pairs) {
    for (let i = 0; i < still.length; i++) {
      const [x, y] = [i % size, Math.floor(i / size)];
      sampleGrid(earlier, size, 1, x + flow[2 * i], y + flow[2 * i + 1], sample, 0);
      still[i] += Math.abs(later[i] - earlier[i]);
      moved[i] += Math.abs(later[i] - sample[0]);
    }
  }
  const [stillMean, movedMean] = [still, moved].map((error) => boxMean(error, size, size, windowRadius));
  return flow.map((value, at) => (movedMean[at >> 1] < helpfulShare * stillMean[at >> 1] ? value : 0));
}

interface Planes {
  earlier: Float32Array;
  later: Float32Array;
}

/** One Gauss–Newton step for all windows at once. */
function improve(flow: Float32Array, pairs: readonly Planes[], size: number): void {
  const points = size * size;
  const [xx, xy, yy, x0, y0] = Array.from({ length: 5 }, () => new Float32Array(points));
  const sample = new Float32Array(1);
  const last = size - 1;
  for (const { earlier, later } of pairs) {
    for (let y = 1; y < last; y++) {
      for (let x = 1, i = y * size + 1; x < last; x++, i++) {
        const [fromX, fromY] = [x + flow[2 * i], y + flow[2 * i + 1]];
        // Points from outside the picture carry no information.
        if (fromX < 0 || fromY < 0 || fromX > last || fromY > last) continue;
        sampleGrid(earlier, size, 1, fromX, fromY, sample, 0);
        const gradientX = (later[i + 1] - later[i - 1]) / 2;
        const gradientY = (later[i + size] - later[i - size]) / 2;
        const difference = later[i] - sample[0];
        xx[i] += gradientX * gradientX;
        xy[i] += gradientX * gradientY;
        yy[i] += gradientY * gradientY;
        x0[i] += gradientX * difference;
        y0[i] += gradientY * difference;
      }
    }
  }
  const [sumXX, sumXY, sumYY, sumX, sumY] = [xx, xy, yy, x0, y0].map((sum) =>
    boxMean(sum, size, size, windowRadius),
  );
  const ridge = noise * pairs.length;
  for (let i = 0; i < points; i++) {
    const [a, b, d] = [sumXX[i] + ridge, sumXY[i], sumYY[i] + ridge];
    const determinant = a * d - b * b;
    flow[2 * i] += bounded((d * sumX[i] - b * sumY[i]) / determinant);
    flow[2 * i + 1] += bounded((a * sumY[i] - b * sumX[i]) / determinant);
  }
}

function bounded(step: number): number {
  return Math.max(-farthest, Math.min(farthest, step));
}

function withoutLight(plane: Float32Array, size: number): Float32Array {
  const mean = boxMean(plane, size, size, lightRadius);
  return plane.map((value, i) => value - mean[i]);
}

/** To twice the side: twice as many points are twice as far. */
function enlargeFlow(flow: Float32Array, size: number): Float32Array {
  const side = 2 * size;
  const large = new Float32Array(2 * side * side);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i += 2) sampleGrid(flow, size, 2, (x - 0.5) / 2, (y - 0.5) / 2, large, i);
  }
  return large.map((value) => 2 * value);
}
