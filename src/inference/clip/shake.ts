import { shrinkMeans } from '../grids/shrink.ts';
import { type Frame, steadyFlow } from './flow.ts';

const mostPairs = 32;
/** Number of frame pairs that the steady motion is averaged over: half of them before, half after. */
const around = 3;

/**
 * How much a camera shakes, in points per frame. A steady drift or moving clouds shift the picture slowly, a shaking
 * hand differently from frame to frame.
 * @param side of the frames, a multiple of 8
 */
export function measureShake(frames: readonly Frame[], side: number): number {
  const half = side / 2;
  const small = frames.slice(0, mostPairs + 1).map((frame) => shrinkMeans(frame, side, half));
  const shifts = small.slice(1).map((later, i) => {
    const flow = steadyFlow([{ earlier: small[i], later }], half);
    return [0, 1].map((axis) => 2 * median(flow.filter((_, at) => at % 2 === axis)));
  });
  const leaps = shifts.map((shift, i) => {
    const near = shifts.slice(Math.max(0, i - around), i + around + 1);
    return Math.max(
      ...shift.map((value, axis) => {
        const mean = near.reduce((sum, other) => sum + other[axis], 0) / near.length;
        return Math.abs(value - mean);
      }),
    );
  });
  return median(Float32Array.from(leaps));
}

function median(values: Float32Array): number {
  return values.sort()[Math.floor(values.length / 2)] ?? 0;
}
