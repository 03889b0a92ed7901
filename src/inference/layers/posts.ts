import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { leastAhead, mostAround } from '../grids/extremes.ts';
import { rowsWith } from '../grids/rows.ts';

/** Maximum lightness of a post in front of water, 0 … 255. */
const dark = 110;
/** Minimum difference by which the water on both sides is lighter, in levels. */
const contrast = 30;
/** Distance within which that lighter water lies, as a share of the width; so it is the maximum width of a post. */
const reach = 0.01;
/** Minimum height of a post, straight up, as a share of the width: no trough between waves is that high. */
const tall = 0.015;
/** A component moves if its mean of `movingArea` is at least this: it is a dark gap in a waterfall. */
const flows = 0.4;
/**
 * Maximum share of a post's surroundings that is also narrow and dark, and the reach of these surroundings, as a share
 * of the width: a bed of reeds sways as a whole.
 */
const [most, around] = [0.2, 0.02];
/** Width of a post's soft edge, as a share of the picture's width. */
const edge = 1 / 1280;

/**
 * Finds posts, masts and similar things that stand alone in water: dark, narrow, and higher than any trough between
 * waves. If they rippled with the water, they would writhe like snakes.
 *
 * @param water how much of each pixel is water, 0 … 255
 * @param moving how far each point of a square grid moves by the predicted flow, 0 … 1, if known
 * @returns 255 for each pixel that must stay in place, else 0
 */
export function findPosts(photo: Photo, water: Uint8Array, moving?: Float32Array): Uint8Array {
  const { width, height } = photo;
  const strong = findNarrowDark(photo, water);
  const least = Math.max(3, Math.round(tall * width));
  const standing = new Uint8Array(width * height);
  const radius = Math.round(around * width);
  const rows = rowsWith(strong, width, height, radius);
  if (!rows || !hasAtLeast(strong, least)) return standing;
  const side = moving ? Math.sqrt(moving.length) : 0;
  const flowAt = (pixel: number) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return moving?.[Math.floor((y * side) / height) * side + Math.floor((x * side) / width)] ?? 0;
  };
  const first = rows.from * width;
  const inRows = strong.subarray(first, rows.to * width);
  const isStrong = new Float32Array(inRows.length);
  for (let i = 0; i < inRows.length; i++) if (inRows[i] > 0) isStrong[i] = 1;
  const crowd = boxMean(isStrong, width, rows.to - rows.from, radius);
  let isAny = false;
  visitComponents(
    width,
    rows.to - rows.from,
    (pixel) => inRows[pixel] > 0,
    ({ pixels, top, bottom }) => {
      if (bottom - top + 1 < least || !pixels.some((pixel) => inRows[pixel] >= least)) return;
      const flow = pixels.reduce((sum, pixel) => sum + flowAt(first + pixel), 0) / pixels.length;
      const density = pixels.reduce((sum, pixel) => sum + crowd[pixel], 0) / pixels.length;
      if (flow >= flows || density > most) return;
      isAny = true;
      for (const pixel of pixels) standing[first + pixel] = 255;
    },
  );
  return isAny ? mostAround(standing, width, height, Math.max(1, Math.round(edge * width))) : standing;
}

function hasAtLeast(values: Uint16Array, least: number): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] >= least) return true;
  return false;
}

/**
 * For each pixel of water that is darker than what lies on both sides of it: the number of such pixels in the unbroken
 * vertical run that ends there. 0 elsewhere.
 */
function findNarrowDark({ rgba, width, height }: Photo, water: Uint8Array): Uint16Array {
  const runs = new Uint16Array(width * height);
  const steps = Math.max(2, Math.round(reach * width));
  // Darkness (255 − lightness) of each pixel of a row, and the minimum over the `steps` pixels from each one on. Beyond
  // the border it is 255: nothing there is lighter.
  const darkness = new Uint8Array(width);
  const lightest = new Uint8Array(width + 2 * steps);
  for (let y = 0, row = 0; y < height; y++, row += width) {
    if (!findDark(row)) continue;
    lightest.fill(255);
    lightest.set(darkness, steps);
    leastAhead(lightest, steps);
    for (let x = 0; x < width; x++) {
      if (water[row + x] === 0 || darkness[x] <= 255 - dark) continue;
      const most = darkness[x] - contrast;
      if (lightest[x] > most || lightest[x + steps + 1] > most) continue;
      runs[row + x] = 1 + (y > 0 ? runs[row - width + x] : 0);
    }
  }
  return runs;

  /** Reads the darkness of a row; returns false if none of its water is dark. */
  function findDark(row: number): boolean {
    let isAny = false;
    for (let x = 0, at = 4 * row; x < width; x++, at += 4) {
      const lightness = (rgba[at] + 2 * rgba[at + 1] + rgba[at + 2]) >> 2;
      darkness[x] = 255 - lightness;
      if (lightness < dark && water[row + x] > 0) isAny = true;
    }
    return isAny;
  }
}
