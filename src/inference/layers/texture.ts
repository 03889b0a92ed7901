import type { Photo } from '../../photo/photo.ts';
import { blur } from '../grids/box-filter.ts';
import { findNearest } from '../grids/nearest.ts';

/** Width of the coarse grid on which mirror images are found and means are taken, in points. */
const coarseWidth = 320;
/** What is finer than this counts as texture, standard deviation in coarse points. */
const textureSigma = 6;

/**
 * Adds to a picture that was filled in smoothly the texture of what it was filled from: each unknown pixel takes the detail of
 * its mirror image across the nearest known edge. So clouds that come out from behind a ridge are clouds, not haze.
 */
export function continueTexture(filled: Uint8ClampedArray, photo: Photo, isKnown: Uint8Array): void {
  const { width, height, rgba } = photo;
  const cell = Math.max(1, Math.ceil(width / coarseWidth));
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const { known, means } = shrinkKnown(photo, isKnown, cell, columns, rows);
  if (!known.includes(1)) return;
  const smooth = smoothKnown(known, means, columns, rows);
  const mirror = mirrorMap(known, columns, rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (isKnown[pixel]) continue;
      const point = Math.floor(y / cell) * columns + Math.floor(x / cell);
      const fromX = Math.round(x + mirror.dx[point] * cell);
      const fromY = Math.round(y + mirror.dy[point] * cell);
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue;
      const source = fromY * width + fromX;
      if (!isKnown[source]) continue;
      const mean = Math.floor(fromY / cell) * columns + Math.floor(fromX / cell);
      for (let channel = 0; channel < 3; channel++) {
        filled[4 * pixel + channel] += rgba[4 * source + channel] - smooth[channel][mean];
      }
    }
  }
}

/** Cells all of whose pixels are known, and the mean colours of cells. */
function shrinkKnown(
  { rgba, width, height }: Photo,
  isKnown: Uint8Array,
  cell: number,
  columns: number,
  rows: number,
) {
  const known = new Uint8Array(columns * rows).fill(1);
  const means = [0, 1, 2].map(() => new Float32Array(columns * rows));
  for (let row = 0, point = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * cell);
    for (let column = 0; column < columns; column++, point++) {
      const right = Math.min(width, (column + 1) * cell);
      let count = 0;
      for (let y = row * cell; y < bottom; y++) {
        for (let x = column * cell; x < right; x++, count++) {
          const pixel = y * width + x;
          if (!isKnown[pixel]) known[point] = 0;
          for (let channel = 0; channel < 3; channel++) means[channel][point] += rgba[4 * pixel + channel];
        }
      }
      for (let channel = 0; channel < 3; channel++) means[channel][point] /= count;
    }
  }
  return { known, means };
}

/** Means around each cell of known cells alone. */
function smoothKnown(
  known: Uint8Array,
  means: readonly Float32Array[],
  columns: number,
  rows: number,
): Float32Array[] {
  const weights = Float32Array.from(known);
  const total = blur(weights, columns, rows, textureSigma);
  return means.map((plane) => {
    const sums = blur(
      plane.map((value, i) => value * weights[i]),
      columns,
      rows,
      textureSigma,
    );
    return sums.map((sum, i) => sum / Math.max(total[i], 1e-6));
  });
}

/** From each unknown cell to its mirror image across the nearest known one, smoothed so that texture is not torn. */
function mirrorMap(known: Uint8Array, columns: number, rows: number) {
  const { dx, dy } = findNearest(known, columns, rows);
  const toMirror = (steps: Int16Array) =>
    blur(
      Float32Array.from(steps, (step) => 2 * step),
      columns,
      rows,
      2,
    );
  return { dx: toMirror(dx), dy: toMirror(dy) };
}
