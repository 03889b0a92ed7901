import type { Photo } from '../../photo/photo.ts';
import { blur } from '../grids/box-filter.ts';
import { fillUnknown, type Grid } from '../grids/fill.ts';
import { findNearest } from '../grids/nearest.ts';

/** Width of the coarse grid on which mirror images are found and means are taken, in points. */
const coarseWidth = 320;
/** Farther from what is known than this nothing is ever uncovered: no layer is moved so far. In coarse points. */
const farthest = 0.16 * coarseWidth;
/** What is finer than this counts as texture, standard deviation in coarse points. */
const textureSigma = 4;
/** Texture sets in over this way to the mirror image, in coarse points: colours at the edge go on without a seam. */
const fadeIn = 8;
/** Where the mirror image falls on something unknown too, it is looked for a little farther in the same direction. */
const stretches = [1, 1.2, 1.5, 2];

type Cells = Grid<Float32Array>;

/**
 * Gives a picture that was filled in the texture of what it was filled from: each unknown pixel takes the detail of its mirror
 * image across the nearest known edge, on top of the smooth colours around that edge. So clouds that come out from behind a
 * ridge are clouds, not haze, and the ridge's line is not seen in them.
 */
export function continueTexture(filled: Uint8ClampedArray, photo: Photo, isKnown: Uint8Array): void {
  const { width, height, rgba } = photo;
  const cell = Math.max(1, Math.ceil(width / coarseWidth));
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const { known, means } = shrinkKnown(photo, isKnown, cell, columns, rows);
  if (!known.includes(1)) return;
  const smooth = smoothKnown(known, means, columns, rows);
  const base = { ...smooth, values: fillUnknown(smooth, known) };
  const { mirror, depth } = mirrorMap(known, columns, rows);
  const isNear = nearEdge(mirror);
  // Where each row and column lies among the centres of cells.
  const across = Float64Array.from({ length: width }, (_, x) => (x + 0.5) / cell - 0.5);
  const down = Float64Array.from({ length: height }, (_, y) => (y + 0.5) / cell - 0.5);
  const [step, here, there] = [new Float32Array(2), new Float32Array(3), new Float32Array(3)];
  const deep = new Float32Array(1);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let column = 0; column < columns; column++) {
      if (!isNear[row + column]) continue;
      const end = Math.min(width, (column + 1) * cell);
      for (let x = column * cell, pixel = y * width + x; x < end; x++, pixel++) {
        if (isKnown[pixel]) continue;
        sampleCells(mirror, 2, across[x], down[y], step);
        const source = findKnown(x, y);
        if (source === undefined) continue;
        sampleCells(base, 3, across[x], down[y], here);
        sampleCells(base, 3, across[source % width], down[Math.floor(source / width)], there);
        sampleCells(depth, 1, across[x], down[y], deep);
        const share = Math.min(1, Math.max(0, 2 * deep[0] - 1) / fadeIn);
        if (share === 0) continue;
        for (let channel = 0; channel < 3; channel++) {
          const textured = here[channel] + rgba[4 * source + channel] - there[channel];
          filled[4 * pixel + channel] += share * (textured - filled[4 * pixel + channel]);
        }
      }
    }
  }

  /** The pixel that `step` leads to from (x, y), or the first known one beyond it. */
  function findKnown(x: number, y: number): number | undefined {
    for (const stretch of stretches) {
      const fromX = Math.floor(x + stretch * cell * step[0] + 0.5);
      const fromY = Math.floor(y + stretch * cell * step[1] + 0.5);
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) return undefined;
      if (isKnown[fromY * width + fromX]) return fromY * width + fromX;
    }
    return undefined;
  }
}

/** 1 for cells whose mirror image is near enough to matter. */
function nearEdge({ values, width, height }: Cells): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) =>
    Math.hypot(values[2 * i], values[2 * i + 1]) <= 2 * farthest ? 1 : 0,
  );
}

/** Values between the centres of cells, bilinearly: a mirror image that is looked up cell by cell is torn into blocks. */
function sampleCells(
  { values, width, height }: Cells,
  channels: 1 | 2 | 3,
  x: number,
  y: number,
  target: Float32Array,
): void {
  const left = x < 0 ? 0 : x | 0;
  const top = y < 0 ? 0 : y | 0;
  const shareX = x < 0 ? 0 : x - left;
  const shareY = y < 0 ? 0 : y - top;
  const north = (top * width + left) * channels;
  const south = top + 1 < height ? north + width * channels : north;
  const east = left + 1 < width ? channels : 0;
  for (let channel = 0; channel < channels; channel++) {
    const [i, j] = [north + channel, south + channel];
    const above = values[i] + shareX * (values[i + east] - values[i]);
    const below = values[j] + shareX * (values[j + east] - values[j]);
    target[channel] = above + shareY * (below - above);
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
      let [r, g, b] = [0, 0, 0];
      for (let y = row * cell; y < bottom; y++) {
        for (let pixel = y * width + column * cell, end = y * width + right; pixel < end; pixel++) {
          if (!isKnown[pixel]) known[point] = 0;
          r += rgba[4 * pixel];
          g += rgba[4 * pixel + 1];
          b += rgba[4 * pixel + 2];
        }
      }
      const count = (bottom - row * cell) * (right - column * cell);
      means[0][point] = r / count;
      means[1][point] = g / count;
      means[2][point] = b / count;
    }
  }
  return { known, means };
}

/** Means around each cell of known cells alone, RGB interleaved. */
function smoothKnown(
  known: Uint8Array,
  means: readonly Float32Array[],
  width: number,
  height: number,
): Cells {
  const weights = Float32Array.from(known);
  const total = blur(weights, width, height, textureSigma);
  const values = new Float32Array(3 * known.length);
  for (const [channel, plane] of means.entries()) {
    const weighted = plane.map((value, i) => value * weights[i]);
    const sums = blur(weighted, width, height, textureSigma);
    for (let i = 0; i < sums.length; i++) values[3 * i + channel] = sums[i] / Math.max(total[i], 1e-6);
  }
  return { values, width, height, channels: 3 };
}

/**
 * From each cell to its mirror image across the nearest edge of what is known, (x, y) in cells, smoothed so that texture is not
 * torn. Known cells are mirrored, too, so that smoothing leaves the edge where it is.
 */
function mirrorMap(known: Uint8Array, width: number, height: number): { mirror: Cells; depth: Cells } {
  const toKnown = findNearest(known, width, height);
  const toUnknown = findNearest(
    known.map((value) => 1 - value),
    width,
    height,
  );
  const acrossX = new Float32Array(known.length);
  const acrossY = new Float32Array(known.length);
  for (let i = 0; i < known.length; i++) {
    const { dx, dy } = known[i] ? toUnknown : toKnown;
    // The edge lies half a cell before the nearest cell beyond it.
    const stretch = 2 - 1 / Math.hypot(dx[i], dy[i]);
    acrossX[i] = stretch * dx[i];
    acrossY[i] = stretch * dy[i];
  }
  const values = new Float32Array(2 * known.length);
  for (const [axis, steps] of [acrossX, acrossY].entries()) {
    const smooth = blur(steps, width, height, 4);
    for (let i = 0; i < smooth.length; i++) values[2 * i + axis] = smooth[i];
  }
  const depths = Float32Array.from(known, (isKnown, i) =>
    isKnown ? 0 : Math.hypot(toKnown.dx[i], toKnown.dy[i]),
  );
  return {
    mirror: { values, width, height, channels: 2 },
    depth: { values: depths, width, height, channels: 1 },
  };
}
