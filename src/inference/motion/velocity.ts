import { blur } from '../grids/box-filter.ts';
import { fillUnknown } from '../grids/fill.ts';

/** A velocity field: backward flow of one frame in grid units, (x, y) interleaved. */
export type Velocity = Float32Array;

/** Standard deviation over which the flow of a region is made even, as a share of the grid's side. */
const evenness = 0.04;
/** No part of a region is slower than this share of its mean speed. */
const leastSpeed = 0.45;

/** Flow in normalised units per step (algorithm §3) on a grid of side² points to grid units per frame. */
export function toVelocity(flow: Float32Array, side: number, speed: number): Velocity {
  const unit = (speed * (side - 1)) / 2;
  return flow.map((value) => value * unit);
}

/** A flow as it is where `isKnown` is 1, continued from there elsewhere: clouds go on behind a mast. */
export function continueFlow(
  flow: Float32Array,
  isKnown: Uint8Array | Float32Array,
  side: number,
): Float32Array {
  return fillUnknown({ values: flow, width: side, height: side, channels: 2 }, isKnown);
}

/** Standard deviation over which the flow of water is smoothed, as a share of the grid's side. */
const smoothness = 0.03;

/**
 * The flow of a region without its sudden changes, which would draw waves out like dough: around each point the mean of the region's
 * flow; beyond the region the flow goes on.
 */
export function smoothFlow(flow: Float32Array, inside: Float32Array, side: number): Float32Array {
  const smooth = (values: Float32Array) => blur(values, side, side, smoothness * side);
  const total = smooth(inside);
  const component = (offset: number) => smooth(inside.map((share, i) => share * flow[2 * i + offset]));
  const [sumX, sumY] = [component(0), component(1)];
  const means = new Float32Array(flow.length);
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 0) continue;
    means[2 * i] = sumX[i] / total[i];
    means[2 * i + 1] = sumY[i] / total[i];
  }
  return continueFlow(means, inside, side);
}

/**
 * One region, one even motion: around each point the mean of the region's flow, weighted by its own speed, so that fast points
 * speak for slow ones and no part of a cloud stands; beyond the region the flow goes on.
 *
 * @param flow (x, y) interleaved, side² points
 * @param inside how surely each point is inside the region, 0 … 1
 */
export function evenFlow(flow: Float32Array, inside: Float32Array, side: number): Float32Array {
  const trust = inside.map((share, i) => share * Math.hypot(flow[2 * i], flow[2 * i + 1]));
  const smooth = (values: Float32Array) => blur(values, side, side, evenness * side);
  const total = smooth(trust);
  let most = 0;
  for (const value of total) most = Math.max(most, value);
  const component = (offset: number) => smooth(trust.map((value, i) => value * flow[2 * i + offset]));
  const [sumX, sumY] = [component(0), component(1)];
  const even = new Float32Array(flow.length);
  const isKnown = new Float32Array(trust.length);
  for (let i = 0; i < trust.length; i++) {
    if (!(total[i] > 1e-3 * most)) continue;
    isKnown[i] = 1;
    even[2 * i] = sumX[i] / total[i];
    even[2 * i + 1] = sumY[i] / total[i];
  }
  return continueFlow(raiseSlow(even, trust), isKnown, side);
}

/** A flow whose slow parts move along with all of it, at no less than a share of its mean speed. */
function raiseSlow(flow: Float32Array, trust: Float32Array): Float32Array {
  let [sum, x, y, speeds] = [0, 0, 0, 0];
  for (let i = 0; i < trust.length; i++) {
    sum += trust[i];
    x += trust[i] * flow[2 * i];
    y += trust[i] * flow[2 * i + 1];
    speeds += trust[i] * Math.hypot(flow[2 * i], flow[2 * i + 1]);
  }
  const least = sum > 0 ? (leastSpeed * speeds) / sum : 0;
  const length = Math.hypot(x, y);
  if (least === 0 || length === 0) return flow;
  const raised = flow.slice();
  for (let i = 0; i < trust.length; i++) {
    const missing = least - Math.hypot(flow[2 * i], flow[2 * i + 1]);
    if (missing <= 0) continue;
    raised[2 * i] += (missing * x) / length;
    raised[2 * i + 1] += (missing * y) / length;
  }
  return raised;
}
