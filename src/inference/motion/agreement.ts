import { blur } from '../grids/box-filter.ts';
import { sampleGrid } from '../grids/grid.ts';
import type { LoopPlan } from '../loop.ts';
import { switchDuration } from './switching.ts';
import type { InterpolatedField, MotionTrajectories } from './trajectory.ts';

/** Number of moments of a period at which copies are compared. */
const moments = 12;
/** Every second point of every second row of the grid is compared. */
const stride = 2;
/** Difference of colours, in levels, that reduces the preference for a time by a factor e. */
const tolerance = 5;
/** How far a point may deviate from its random time, as a share of the period (standard deviation). */
const freedom = 0.25;
/** Points choose together with their neighbours; standard deviation in compared points. */
const companySigma = 4;

export interface AgreementOptions {
  loop: LoopPlan;
  trajectories: MotionTrajectories;
  /** RGB interleaved in 0…255, side² points. */
  localMean: Float32Array;
}

/**
 * Moves the time at which each point changes from one copy to the other towards the moments at which both copies have
 * the same colours there, so that the change is hardly visible (algorithm §4; the idea of a cut where textures match:
 * Kwatra et al. 2003, Liao et al. 2013).
 */
export function preferAgreement(
  times: Float32Array,
  side: number,
  { loop, trajectories, localMean }: AgreementOptions,
): Float32Array {
  if (!loop.switchesInPlaces) return times;
  const coarse = Math.ceil(side / stride);
  const candidates = Array.from(
    { length: moments },
    (_, i) => switchDuration / 2 + ((1 - switchDuration) * i) / (moments - 1),
  );
  const weighted = new Float64Array(coarse * coarse);
  const total = new Float64Array(coarse * coarse);
  for (const candidate of candidates) {
    const difference = differenceAt(candidate, coarse, side, { loop, trajectories, localMean });
    const around = blur(difference, coarse, coarse, companySigma);
    for (let point = 0; point < around.length; point++) {
      const x = Math.min(side - 1, (point % coarse) * stride);
      const y = Math.min(side - 1, Math.floor(point / coarse) * stride);
      const stray = (candidate - times[y * side + x]) / freedom;
      const likelihood = Math.exp(-around[point] / tolerance - 0.5 * stray * stray) + 1e-30;
      weighted[point] += likelihood * candidate;
      total[point] += likelihood;
    }
  }
  const chosen = Float32Array.from(weighted, (sum, point) => sum / total[point]);
  return enlarge(blur(chosen, coarse, coarse, companySigma / 2), coarse, side);
}

/** Difference between the colours of both copies at a moment of the first period, in levels. */
function differenceAt(
  progress: number,
  coarse: number,
  side: number,
  { loop, trajectories, localMean }: AgreementOptions,
): Float32Array {
  const { first, second = first } = loop.momentAt(progress * loop.periodFrames);
  const [a, b] = [trajectories.displacementsAt(first), trajectories.displacementsAt(second)];
  const [colourA, colourB] = [new Float32Array(3), new Float32Array(3)];
  const difference = new Float32Array(coarse * coarse);
  for (let row = 0, point = 0; row < coarse; row++) {
    const y = Math.min(side - 1, row * stride);
    for (let column = 0; column < coarse; column++, point++) {
      const x = Math.min(side - 1, column * stride);
      const i = 2 * (y * side + x);
      sampleColour(localMean, side, a, x, y, i, colourA);
      sampleColour(localMean, side, b, x, y, i, colourB);
      for (let channel = 0; channel < 3; channel++) {
        difference[point] += Math.abs(colourA[channel] - colourB[channel]) / 3;
      }
    }
  }
  return difference;
}

/** The colour of a copy at grid point (x, y), whose displacement has index `i`. */
function sampleColour(
  localMean: Float32Array,
  side: number,
  { from, to, fromStep, toStep }: InterpolatedField,
  x: number,
  y: number,
  i: number,
  target: Float32Array,
): void {
  const awayX = fromStep * from[i] + toStep * to[i];
  const awayY = fromStep * from[i + 1] + toStep * to[i + 1];
  sampleGrid(localMean, side, 3, x + awayX, y + awayY, target, 0);
}

/** Interpolates from every second point to all, bilinearly. */
function enlarge(values: Float32Array, coarse: number, side: number): Float32Array {
  const enlarged = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      sampleGrid(
        values,
        coarse,
        1,
        Math.min(coarse - 1, x / stride),
        Math.min(coarse - 1, y / stride),
        enlarged,
        y * side + x,
      );
    }
  }
  return enlarged;
}
