import { sampleGrid } from '../grids/grid.ts';
import type { Velocity } from './velocity.ts';

/** Mean colour difference, in levels, between two copies of a layer up to which they are not seen as two pictures. */
const tolerance = 10;
/** Number of shares of a budget that are tried, and the minimum that remains of it. */
const [steps, leastShare] = [8, 0.4];

/**
 * Maximum difference of displacement between neighbouring points, in grid units per grid unit: beyond it waves look
 * stretched. Exceeded at most by this share of the points.
 */
const [mostStretch, exceptions] = [0.5, 0.1];

/**
 * The part of a budget of displacement (share of the width) that stretches and compresses a layer no more than is
 * acceptable. It is small for a flow that grows quickly from the horizon, or converges.
 */
export function unstretchedBudget(
  budget: number,
  { velocity, area, fastShare }: Pick<BudgetOptions, 'velocity' | 'area' | 'fastShare'>,
): number {
  if (fastShare === 0) return budget;
  const side = Math.sqrt(area.length);
  const rates: number[] = [];
  for (let y = 1; y < side; y += 2) {
    for (let x = 1; x < side; x += 2) {
      const point = y * side + x;
      if (area[point] < 0.95 || area[point - 1] < 0.95 || area[point - side] < 0.95) continue;
      const change = (from: number) =>
        Math.hypot(
          velocity[2 * point] - velocity[2 * from],
          velocity[2 * point + 1] - velocity[2 * from + 1],
        );
      rates.push(Math.max(change(point - 1), change(point - side)));
    }
  }
  if (rates.length === 0) return budget;
  const rate = rates.sort((a, b) => a - b)[Math.floor((1 - exceptions) * (rates.length - 1))];
  return rate === 0 ? budget : Math.min(budget, (mostStretch / rate) * fastShare);
}

export interface BudgetOptions {
  /** Grid units per frame. */
  velocity: Velocity;
  /** How much of each point belongs to the layer, 0 … 1. */
  area: Float32Array;
  /** RGB interleaved in 0…255. */
  localMean: Float32Array;
  /** Length of the fast flow, as a share of the width per frame. */
  fastShare: number;
}

/**
 * The part of a budget of displacement (share of the width) that a layer tolerates: streaks of clouds tolerate much
 * along themselves and little across. At the end of a period both copies are the whole budget apart, so the largest
 * budget is used at which large shapes still match.
 */
export function bearableBudget(
  budget: number,
  { velocity, area, localMean, fastShare }: BudgetOptions,
): number {
  if (fastShare === 0) return budget;
  const side = Math.sqrt(area.length);
  for (let step = steps; step > 0; step--) {
    const share = leastShare + ((1 - leastShare) * step) / steps;
    const frames = (share * budget) / fastShare;
    if (meanDifference(frames, velocity, area, localMean, side) <= tolerance) return share * budget;
  }
  return leastShare * budget;
}

function meanDifference(
  frames: number,
  velocity: Velocity,
  area: Float32Array,
  localMean: Float32Array,
  side: number,
): number {
  const there = new Float32Array(3);
  let sum = 0;
  let count = 0;
  for (let y = 0; y < side; y += 4) {
    for (let x = 0; x < side; x += 4) {
      const point = y * side + x;
      if (area[point] < 0.95) continue;
      sampleGrid(
        localMean,
        side,
        3,
        x + frames * velocity[2 * point],
        y + frames * velocity[2 * point + 1],
        there,
        0,
      );
      for (let channel = 0; channel < 3; channel++)
        sum += Math.abs(there[channel] - localMean[3 * point + channel]);
      count += 3;
    }
  }
  return count > 0 ? sum / count : 0;
}
