import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { cellsOf } from '../grids/rows.ts';

/** Points across and down of the grid on which detail is collected. */
const side = 384;
/** Half the side of the window in which it is, as a share of the picture's. */
const reach = 0.01;
/** Least share of a window that must be water to say anything. */
const leastKnown = 0.1;
/** Difference from pixel to pixel across stalks (root mean square), in levels at a width of 1280: of some of a thicket, and of all of it. */
const [begins, goesOn] = [14, 9];
/** How many times more lightness varies across stalks than along them (squares), in the same order. */
const [upright, leaning] = [3, 2];
/** Differences count up to this many levels: stalks are many, and a single edge, however hard, is none. */
const mostLevels = 28;
/** Pixels of larger pictures that are looked at: those of every so many rows and columns that this width is left. */
const enough = 960;
/** A thicket covers at least this share of the grid. */
const leastArea = 2e-4;

/**
 * Reeds, stalks and trunks that stand in water close together, too fine for the scene network and too many to be told one by one:
 * water's own detail lies along the horizon, since it is seen aslant, and nothing but a fall has fine detail that is upright. But a fall is
 * bright on dark, and stalks before water are dark on bright.
 *
 * @param water how much of each pixel is water, 0 … 255
 * @returns 255 where they stand, else 0; undefined where there are none
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

/** Squared differences of lightness across (as they are, and held to what counts) and down, how much darker than their neighbours thin things are, and the pixels that say so, summed up in each point. */
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
