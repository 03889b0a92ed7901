import type { Photo } from '../../../photo/photo.ts';
import { blur } from '../../grids/box-filter.ts';

/** Variance, in squared levels, that counts as texture at least: grain of a smooth sky is none. */
const leastVariance = 3;
/** Detail beyond this many standard deviations counts as this many: a lamp is no more than a letter. */
const most = 2;

/**
 * What is fine in a photo's lightness, in units of how much detail there is around it, so that faint lettering counts in front of a
 * smooth sky as much as in front of rocks: width × height points of about −2 … 2.
 *
 * @param fine standard deviation, in points, of what counts as fine
 */
export function detailOf(photo: Photo, width: number, height: number, fine: number): Float32Array {
  const lightness = shrinkLightness(photo, width, height);
  const smooth = blur(lightness, width, height, fine);
  const detail = lightness.map((value, i) => value - smooth[i]);
  const variance = blur(
    detail.map((value) => value * value),
    width,
    height,
    4 * fine,
  );
  return detail.map((value, i) =>
    Math.max(-most, Math.min(most, value / Math.sqrt(variance[i] + leastVariance))),
  );
}

/**
 * Lightness (0 … 255) on a smaller grid: the mean over each cell, pixels that are cut by its border by their share. Whole pixels alone would leave a
 * pattern that repeats, too.
 */
function shrinkLightness(photo: Photo, width: number, height: number): Float32Array {
  const across = new Float32Array(width * photo.height);
  const columns = Array.from({ length: width }, (_, x) => sharesOf(x, width, photo.width));
  for (let y = 0, i = 0; y < photo.height; y++) {
    for (let x = 0; x < width; x++, i++) {
      let sum = 0;
      for (const { at, share } of columns[x]) {
        const pixel = 4 * (y * photo.width + at);
        sum += share * (photo.rgba[pixel] + 2 * photo.rgba[pixel + 1] + photo.rgba[pixel + 2]);
      }
      across[i] = sum / 4;
    }
  }
  const shrunk = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (const { at, share } of sharesOf(y, height, photo.height))
      for (let x = 0; x < width; x++) shrunk[row + x] += share * across[at * width + x];
  }
  return shrunk;
}

/** Pixels of a line that a cell of a coarser line covers, and their shares of it. */
function sharesOf(cell: number, cells: number, pixels: number): { at: number; share: number }[] {
  const size = pixels / cells;
  const [start, end] = [cell * size, (cell + 1) * size];
  const shares: { at: number; share: number }[] = [];
  for (let at = Math.floor(start); at < end && at < pixels; at++) {
    const share = (Math.min(end, at + 1) - Math.max(start, at)) / size;
    if (share > 1e-6) shares.push({ at, share });
  }
  return shares;
}
