import type { Photo } from '../../photo/photo.ts';
import { blur } from '../grids/box-filter.ts';
import { smoothstep } from '../grids/smoothstep.ts';
import { ColourFit, type Guide, readLines, shrinkPhoto } from './guided-filter.ts';

/** Standard deviation of a point's surroundings, with which its flow is compared, as a share of the grid's side. */
const surroundings = 0.05;
/** Share of the surroundings' mean flow at which a point moves fully: flow is never quite uniform. */
const movingShare = 0.9;
/**
 * Where the surroundings move by less than this share of the picture's fast flow (its 95th percentile), nothing moves;
 * also limited in pixels per step at 256 points a side. At `fullOverStill` times that the surroundings have full
 * weight.
 */
const stillShare = 0.1;
const [leastStillSpeed, mostStillSpeed] = [0.02, 0.05];
const fullOverStill = 2.5;

/**
 * How far each point of the motion grid moves, 0 (static) … 1: its speed relative to the flow around it. A point counts
 * as static next to something that drifts, but not if everything around it is slow or if the flow rotates about it.
 *
 * @param flow backward flow of one step on a grid of side² points, (x, y) interleaved, normalised units (algorithm §3)
 */
export function movingArea(flow: Float32Array, side: number): Float32Array {
  const smooth = (values: Float32Array) => blur(values, side, side, surroundings * side);
  // Pixels per step at 256 points a side.
  const component = (offset: number) =>
    Float32Array.from({ length: side * side }, (_, i) => flow[2 * i + offset] * 127.5);
  const [flowX, flowY] = [component(0), component(1)];
  const speed = flowX.map((x, i) => Math.hypot(x, flowY[i]));
  // Fast points have more weight, so that a wide static area is compared with what moves next to it.
  const weight = smooth(speed);
  const [speedAround, driftX, driftY] = [speed, flowX, flowY].map((values) =>
    smooth(values.map((value, i) => value * speed[i])).map((sum, i) => sum / Math.max(weight[i], 1e-9)),
  );
  const fast = speed.toSorted()[Math.floor(0.95 * (speed.length - 1))];
  const still = Math.min(Math.max(stillShare * fast, leastStillSpeed), mostStillSpeed);
  return speed.map((value, i) => {
    const fullSpeed = movingShare * Math.hypot(driftX[i], driftY[i]);
    const share = value < fullSpeed ? value / fullSpeed : 1;
    return share * smoothstep(still, fullOverStill * still, speedAround[i]);
  });
}

/**
 * Window of the fit: 5 points to each side at 256. Larger ones find thinner things, smaller ones distinguish snow from
 * clouds.
 */
const fitRadius = 0.02;
/** Minimum variance of colour, 0…1, for a meaningful window: steps of 1 level of 255 are not. */
const fitEpsilon = 1e-5;
/** Blur of the guide in points: about that of a predicted flow's edges. */
const guideBlur = 1.4;
/** Fitted shares below the first are static, above the second they move. */
const [surelyStatic, surelyMoving] = [0.35, 0.65];

/**
 * The mask of renderer.ts at the photo's size: {@link movingArea} aligned with the photo's edges.
 *
 * Near a static thing the flow is reduced by as much as the thing covers of a grid point. So in a window around each
 * point the share is fitted as a linear function of the photo's colours, both at the grid's resolution, and the
 * function is then evaluated at the colours of the full-size photo: a mast thinner than a grid point gets its own width
 * (a guided filter, fitted where the flow was predicted). If everything around moves, the result is exactly 255; if
 * nothing moves, exactly 0.
 */
export function movingMask(area: Float32Array, side: number, photo: Photo): Uint8Array {
  const { planes } = shrinkPhoto(photo, side, side);
  const [r, g, b] = planes.map((plane) => blur(plane, side, side, guideBlur));
  const radius = Math.max(1, Math.round(fitRadius * side));
  const guide = { width: side, height: side, planes: [r, g, b] } satisfies Guide;
  const lines = new ColourFit(guide, { radius, epsilon: fitEpsilon }).linesOf(area);
  return readLines(lines, guide, photo, [surelyStatic, surelyMoving]);
}
