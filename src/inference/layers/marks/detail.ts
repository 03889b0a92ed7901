import type { Photo } from '../../../photo/photo.ts';
import { blur } from '../../grids/box-filter.ts';

/** Minimum variance, in squared levels, that counts as texture: more than the grain of a smooth sky. */
const leastVariance = 3;
/** Detail is clipped at this many standard deviations, so that a lamp has no more weight than a letter. */
const most = 2;

/**
 * Fine detail of a photo's lightness, relative to the detail around it, so that faint lettering in front of a smooth
 * sky has as much weight as in front of rocks: width × height points of about −2 … 2.
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
 * Lightness (0 … 255) on a smaller grid: the mean over each cell, with the share of pixels that its border cuts. Whole
 * pixels alone would leave a periodic pattern.
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
