import { sampleGrid } from '../grids/grid.ts';
import type { Velocity } from './velocity.ts';

/** Mean difference of colours, in levels, between two copies of a layer that is still not seen as two pictures. */
const tolerance = 10;
/** Shares of a budget that are tried, and the least that is left of it. */
const [steps, leastShare] = [8, 0.4];

/**
 * Most that displacement may differ between neighbouring points, in grid units per grid unit: beyond it waves are drawn out like dough.
 * At all but this share of the points.
 */
const [mostStretch, exceptions] = [0.5, 0.1];

/**
 * The part of a budget of displacement (share of the width) that stretches and squeezes a layer no further than eyes forgive. A flow that
 * grows quickly from the horizon, or runs together, bears little.
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
 * The part of a budget of displacement (share of the width) that a layer bears: clouds in streaks bear much along their streaks and
 * little across them. At the end of a period both copies lie the whole budget apart, so the farthest is taken at which large
 * shapes still agree.
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
