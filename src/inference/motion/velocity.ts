import { blur } from '../grids/box-filter.ts';
import { fillUnknown } from '../grids/fill.ts';

/** A velocity field: backward flow of one frame in grid units, (x, y) interleaved. */
export type Velocity = Float32Array;

/** Standard deviation of the blur that makes a region's flow uniform, as a share of the grid's side. */
const evenness = 0.04;
/** Minimum speed of every part of a region, as a share of the region's mean speed. */
const leastSpeed = 0.45;

/**
 * Converts flow to velocity.
 *
 * @param flow backward, of one step, (x, y) interleaved, side² points, normalised units (algorithm §3)
 * @param speed steps per frame
 */
export function toVelocity(flow: Float32Array, side: number, speed: number): Velocity {
  const unit = (speed * (side - 1)) / 2;
  return flow.map((value) => value * unit);
}

/**
 * Keeps a flow where `isKnown` is 1 and continues it from there elsewhere, so that clouds keep moving behind a mast.
 *
 * @param flow (x, y) interleaved, side² points
 */
export function continueFlow(
  flow: Float32Array,
  isKnown: Uint8Array | Float32Array,
  side: number,
): Float32Array {
  return fillUnknown({ values: flow, width: side, height: side, channels: 2 }, isKnown);
}

/** Standard deviation of the blur that smooths the flow of water, as a share of the grid's side. */
const smoothness = 0.03;

/**
 * Smooths the flow of a region, because sudden changes would stretch waves like dough: each point gets the mean of the
 * region's flow around it. Outside the region, the flow is continued.
 *
 * @param flow (x, y) interleaved, side² points
 * @param inside 1 for points certainly inside the region, else 0
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
 * Makes the flow of a region nearly uniform: each point gets the mean of the region's flow around it, weighted by
 * speed. So fast points determine the motion of slow ones, and no part of a cloud stands still. Outside the region, the
 * flow is continued.
 *
 * @param flow (x, y) interleaved, side² points
 * @param inside certainty that each point is inside the region, 0 … 1
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

/** Raises slow parts of a flow to a minimum share of its mean speed, by adding motion in its mean direction. */
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
