import type { SeenSpans } from '../grids/seen-spans.ts';
import { type Light, lightAt } from '../motion/light.ts';
import { fillEverySecond } from './every-second-point.ts';

/**
 * Source positions of two copies, (x, y) interleaved, in points inside the grid, and the weight of the second at each
 * point.
 */
export interface Sources {
  sourceA: Float32Array;
  sourceB: Float32Array;
  weight: Float32Array;
}

/**
 * The blended local means of two copies at every visible point of a grid (RGB interleaved), low-passed over five
 * points.
 */
export function blendMeans(
  values: Float32Array,
  spans: SeenSpans,
  { sourceA, sourceB, weight }: Sources,
  mean: Float32Array,
): void {
  const side = spans.from.length;
  fillEverySecond(mean, spans, (point) => {
    mean[3 * point] = mean[3 * point + 1] = mean[3 * point + 2] = 0;
    const ofB = weight[point];
    if (ofB < 1) addMean(values, side, sourceA, 1 - ofB, point, mean);
    if (ofB > 0) addMean(values, side, sourceB, ofB, point, mean);
  });
}

/** Blended offset added to two copies so that a layer's light stays in place (RGB interleaved). */
export function keepLight(
  light: Light,
  spans: SeenSpans,
  { sourceA, sourceB, weight }: Sources,
  shift: Float32Array,
): void {
  const side = spans.from.length;
  const unit = 1 / (side - 1);
  fillEverySecond(shift, spans, (point) => {
    const ofB = weight[point];
    const [x, y] = [(point % side) * unit, Math.floor(point / side) * unit];
    const [aX, aY] = [sourceA[2 * point] * unit, sourceA[2 * point + 1] * unit];
    const [bX, bY] = [sourceB[2 * point] * unit, sourceB[2 * point + 1] * unit];
    for (let channel = 0; channel < 3; channel++) {
      const factors = light[channel];
      let moved = 0;
      if (ofB < 1) moved += (1 - ofB) * lightAt(factors, aX, aY);
      if (ofB > 0) moved += ofB * lightAt(factors, bX, bY);
      shift[3 * point + channel] = lightAt(factors, x, y) - moved;
    }
  });
}

/** Adds the weighted mean that one copy brings to a point, bilinearly: the inner loop of planning. */
function addMean(
  values: Float32Array,
  side: number,
  sources: Float32Array,
  weight: number,
  point: number,
  mean: Float32Array,
): void {
  const x = sources[2 * point];
  const y = sources[2 * point + 1];
  const left = Math.min(x | 0, side - 2);
  const top = Math.min(y | 0, side - 2);
  const right = x - left;
  const south = weight * (y - top);
  const north = weight - south;
  const northEast = north * right;
  const southEast = south * right;
  const above = 3 * (top * side + left);
  const under = above + 3 * side;
  for (let channel = 0; channel < 3; channel++) {
    mean[3 * point + channel] +=
      (north - northEast) * values[above + channel] +
      northEast * values[above + channel + 3] +
      (south - southEast) * values[under + channel] +
      southEast * values[under + channel + 3];
  }
}
