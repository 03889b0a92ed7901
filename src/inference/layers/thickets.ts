import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { cellsOf } from '../grids/rows.ts';

/** Points across and down of the grid on which detail is collected. */
const side = 384;
/** Half the side of the window in which it is collected, as a share of the picture's. */
const reach = 0.01;
/** Minimum share of water in a window. */
const leastKnown = 0.1;
/**
 * Minimum difference between pixels across stalks (root mean square), in levels at a width of 1280: at the core of a
 * thicket, and in all of it.
 */
const [begins, goesOn] = [14, 9];
/** Minimum ratio of the variance of lightness across stalks to that along them, in the same order. */
const [upright, leaning] = [3, 2];
/** Differences are clipped at this many levels: stalks are many, and a single edge, however hard, is not a thicket. */
const mostLevels = 28;
/** Larger pictures are subsampled to about this width. */
const enough = 960;
/** Minimum size of a thicket, as a share of the grid. */
const leastArea = 2e-4;

/**
 * Finds reeds, stalks and trunks that are close together in water, too fine for the scene network and too many to be
 * found one by one. Water's own detail is horizontal, because it is seen at a low angle, and only waterfalls have fine
 * vertical detail. But a waterfall is bright on dark, and stalks in front of water are dark on bright.
 *
 * @param water how much of each pixel is water, 0 … 255
 * @returns 255 where they are, else 0; undefined if there are none
 */
export function findThickets(photo: Photo, water: Uint8Array): Uint8Array | undefined {
  const { width, height } = photo;
  const { known, seen, across, along, darkness } = collectDetail(photo, water);
  const radius = Math.max(1, Math.round(reach * side));
  const around = (values: Float32Array) => boxMean(values, side, side, radius);
  const weight = around(known);
  const [seenMean, acrossMean, alongMean] = [around(seen), around(across), around(along)];
  let most = 0;
  for (const value of weight) most = Math.max(most, value);
  const isAtLeast = (i: number, levels: number, ratio: number) =>
    weight[i] > leastKnown * most &&
    seenMean[i] > levels ** 2 * weight[i] &&
    acrossMean[i] > ratio * alongMean[i];
  const thicket = new Uint8Array(side * side);
  let isFound = false;
  visitComponents(
    side,
    side,
    (i) => isAtLeast(i, goesOn, leaning),
    ({ pixels }) => {
      if (pixels.length < leastArea * side * side) return;
      const dark = pixels.reduce((sum, i) => sum + darkness[i], 0);
      if (dark <= 0 || !pixels.some((i) => isAtLeast(i, begins, upright))) return;
      isFound = true;
      for (const i of pixels) thicket[i] = 255;
    },
  );
  if (!isFound) return undefined;
  const standing = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++) standing[y * width + x] = thicket[row + Math.floor((x * side) / width)];
  }
  return standing;
}

/**
 * Sums per grid point: squared differences of lightness across (raw and clipped) and down, how much darker thin things
 * are than their neighbours, and the number of pixels.
 */
function collectDetail({ rgba, width, height }: Photo, water: Uint8Array) {
  const plane = () => new Float32Array(side * side);
  const detail = { known: plane(), seen: plane(), across: plane(), along: plane(), darkness: plane() };
  const step = Math.max(1, Math.round(width / enough));
  // Stalks in a larger picture are wider.
  const scale = (width / 1280) ** 2;
  const columns = cellsOf(width, side);
  const lightness = (pixel: number) => (rgba[4 * pixel] + 2 * rgba[4 * pixel + 1] + rgba[4 * pixel + 2]) / 4;
  for (let y = 1; y < height - 1; y += step) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 1; x < width - 1; x += step) {
      const pixel = y * width + x;
      if (water[pixel] === 0) continue;
      const point = row + columns[x];
      const left = lightness(pixel - 1);
      const right = lightness(pixel + 1);
      const bend = left + right - 2 * lightness(pixel);
      detail.known[point]++;
      const square = scale * (right - left) ** 2;
      detail.across[point] += square;
      detail.seen[point] += Math.min(mostLevels ** 2, square);
      detail.along[point] += scale * (lightness(pixel + width) - lightness(pixel - width)) ** 2;
      detail.darkness[point] += bend ** 3;
    }
  }
  return detail;
}
