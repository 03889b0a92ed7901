import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { leastAround, mostAround } from '../grids/extremes.ts';
import type { Guide } from './guided-filter.ts';
import type { RegionShares } from './regions.ts';

/** Minimum share at which a point counts as sky or water. */
const likely = 0.5;
/** Sky and water meet at points that have both of them within this distance, as a share of the grid's side. */
const meeting = 0.02;
/**
 * Difference in lightness between neighbouring grid points, in levels: up to the first it is haze, from the second on
 * it is certainly an edge.
 */
const [hazy, edge] = [4, 8];
/** Half the side of the window over which a matte fades out in haze, as a share of the width; averaged twice. */
const softness = 0.006;
/** Half the side of the window in which the haze map is smoothed, in grid points. */
const smoothing = 2;

/**
 * Softens the edges of sky and water where the photo shows haze between them instead of a horizon. A hard edge would
 * become visible as soon as either moves: as a line, and as specks of the background it uncovers. Mattes are only
 * reduced, never increased.
 *
 * @param mattes of sky and water at the photo's size, 0 … 255; modified in place
 * @param guide the photo on the grid of the shares
 */
export function softenHaze(
  mattes: readonly Uint8Array[],
  { side, planes }: RegionShares,
  guide: Guide,
  { width, height }: Photo,
): void {
  const haze = findHaze(planes, guide);
  const first = haze.findIndex((share) => share > 0);
  if (first < 0) return;
  const last = haze.findLastIndex((share) => share > 0);
  const radius = Math.max(1, Math.round(softness * width));
  const top = Math.floor((Math.floor(first / side) * height) / side);
  const bottom = Math.ceil(((Math.floor(last / side) + 1) * height) / side);
  const from = Math.max(0, top - 2 * radius);
  const to = Math.min(height, bottom + 2 * radius);
  for (const matte of mattes) {
    const rows = Float32Array.from(matte.subarray(from * width, to * width));
    const soft = boxMean(boxMean(rows, width, to - from, radius), width, to - from, radius);
    for (let y = top; y < bottom; y++) {
      const row = Math.floor(((y + 0.5) * side) / height) * side;
      for (let x = 0, i = y * width; x < width; x++, i++) {
        const share = haze[row + Math.floor(((x + 0.5) * side) / width)];
        const fall = matte[i] - soft[i - from * width];
        if (share > 0 && fall > 0) matte[i] -= Math.round(share * fall);
      }
    }
  }
}

/** Returns how much each grid point is haze between sky and water, 0 … 1. */
function findHaze({ sky, water }: RegionShares['planes'], { width, height, planes }: Guide): Float32Array {
  const radius = Math.max(1, Math.round(meeting * width));
  const near = (plane: Float32Array) => {
    const isLikely = new Uint8Array(plane.length);
    for (let i = 0; i < plane.length; i++) if (plane[i] > likely) isLikely[i] = 1;
    return mostAround(isLikely, width, height, radius);
  };
  const [isNearSky, isNearWater] = [near(sky), near(water)];
  const [r, g, b] = planes;
  const lightness = new Float32Array(g.length);
  for (let i = 0; i < g.length; i++) lightness[i] = (255 * (r[i] + 2 * g[i] + b[i])) / 4;
  const haze = new Uint8Array(g.length);
  for (let i = 0; i < haze.length; i++) {
    const [value, x] = [lightness[i], i % width];
    const slope = Math.max(
      Math.abs(lightness[x < width - 1 ? i + 1 : i] - value),
      Math.abs(lightness[x > 0 ? i - 1 : i] - value),
      Math.abs((lightness[i + width] ?? value) - value),
      Math.abs((lightness[i - width] ?? value) - value),
    );
    haze[i] = 255 * Math.min(1, Math.max(0, (edge - slope) / (edge - hazy)));
  }
  // A clear edge rules out haze wherever softening would blur that edge.
  const clear = leastAround(haze, width, height, Math.ceil(2 * softness * width) + smoothing);
  const meets = new Float32Array(clear.length);
  for (let i = 0; i < meets.length; i++) if (isNearSky[i] && isNearWater[i]) meets[i] = clear[i] / 255;
  return boxMean(meets, width, height, smoothing);
}
