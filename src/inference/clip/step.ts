import { shrinkMeans } from '../grids/shrink.ts';
import { type Frame, type FramePair, steadyFlow } from './flow.ts';

/**
 * Target displacement of the fastest parts of a clip per step, in points of a grid of 256, as in the training data of
 * the networks.
 */
export const usualSpeed = 1.6;
/** Displacements above this many points are not noise. */
const surelyMoving = 0.2;
const steps = [1, 2, 3, 4, 5, 6, 8, 10, 12];
const [fewPairs, mostPairs] = [8, 32];

export interface StepFlow {
  /** Frames per step. */
  step: number;
  /** Backward flow of a step, (x, y) interleaved, in points. */
  flow: Float32Array;
}

/**
 * The flow of a clip at the step size at which its fastest parts move closest to {@link usualSpeed}. If the flow no
 * longer grows with the step, the frames are too far apart to be matched (white water, within a few frames), so larger
 * steps are not tried.
 * @param side of the frames, a multiple of 8
 */
export function flowAtBestStep(frames: readonly Frame[], side: number): StepFlow {
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  let last = { step: 1, speed: 0 };
  const half = side / 2;
  const halves = frames.map((frame) => shrinkMeans(frame, side, half));
  for (const step of steps) {
    if (step > 1 && step * fewPairs > frames.length) break;
    const speed = 2 * fastSpeed(steadyFlow(pairsOf(halves, step, fewPairs), half));
    if (last.speed > surelyMoving && speed < (0.6 * last.speed * step) / last.step) break;
    const misfit = Math.abs(Math.log(Math.max(speed, 1e-3) / usualSpeed));
    if (misfit < least) [best, least] = [step, misfit];
    if (speed > usualSpeed) break;
    last = { step, speed };
  }
  return { step: best, flow: steadyFlow(pairsOf(frames, best, mostPairs), side) };
}

/** At most `most` pairs of frames, one step apart and evenly spread. */
function pairsOf(frames: readonly Frame[], step: number, most: number): FramePair[] {
  const starts = frames.length - step;
  const count = Math.min(most, starts);
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round((i * (starts - 1)) / Math.max(1, count - 1));
    return { earlier: frames[start], later: frames[start + step] };
  });
}

/**
 * The 97th percentile of the displacements, in points: that high because a waterfall may fill only a small part of the
 * picture.
 */
export function fastSpeed(flow: Float32Array): number {
  const speeds = new Float32Array(flow.length / 2);
  for (let i = 0; i < speeds.length; i++) speeds[i] = Math.hypot(flow[2 * i], flow[2 * i + 1]);
  return speeds.sort()[Math.floor(0.97 * speeds.length)];
}
