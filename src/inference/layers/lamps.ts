import { boxMean } from '../grids/box-filter.ts';
import { findNearest } from '../grids/nearest.ts';
import { resizeNearest } from '../grids/resize-nearest.ts';
import { smoothstep } from '../grids/smoothstep.ts';
import { type Guide, lightnessOf } from './guided-filter.ts';

/** Mean lightness, 0 … 1, up to which a sky is that of a night. */
const darkSky = 0.3;
/** Minimum lightness of a lamp, and the maximum around it: a floodlit wall is no lamp. */
const [shining, surrounding] = [0.8, 0.5];
/** Half the side of that surrounding, as a share of the guide's width. */
const reach = 0.02;
/** The sky is still up to this distance from a lamp, and drifts freely beyond it plus the second; shares of the width. */
const [glow, slowing] = [0.025, 0.05];

/**
 * How freely a night sky drifts near lamps: their glow and their rays lie over it, and would drift away with it.
 *
 * @param sky how much of each point of the guide is sky, 0 … 1
 * @param side of the grid of the result
 * @returns 0 … 1 at each of side² points; undefined by day, or if there is no lamp
 */
export function freedomNearLamps(guide: Guide, sky: Float32Array, side: number): Float32Array | undefined {
  const { width, height } = guide;
  const lightness = lightnessOf(guide);
  let [sum, area] = [0, 0];
  for (let i = 0; i < sky.length; i++) {
    sum += sky[i] * lightness[i];
    area += sky[i];
  }
  if (area === 0 || sum > darkSky * area) return undefined;
  const around = boxMean(lightness, width, height, Math.round(reach * width));
  const isLamp = Uint8Array.from(lightness, (value, i) =>
    value > shining && around[i] < surrounding ? 1 : 0,
  );
  if (!isLamp.includes(1)) return undefined;
  const { dx, dy } = findNearest(isLamp, width, height);
  const freedom = lightness.map((_, i) => smoothstep(glow, glow + slowing, Math.hypot(dx[i], dy[i]) / width));
  return resizeNearest(freedom, { width, height }, { width: side, height: side });
}
