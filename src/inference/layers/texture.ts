import type { Photo } from '../../photo/photo.ts';
import { blur } from '../grids/box-filter.ts';
import { fillUnknown, type Grid } from '../grids/fill.ts';
import { type NativePlanes, native } from '../grids/native.ts';
import { findNearest } from '../grids/nearest.ts';

/** Width of the coarse grid on which mirror images are found and means are computed, in cells. */
const coarseWidth = 320;
/** Maximum distance from known cells at which the background can be uncovered: no layer moves farther. In cells. */
const farthest = 0.16 * coarseWidth;
/** Detail finer than this counts as texture: standard deviation of the blur, in cells. */
const textureSigma = 4;
/** Texture fades in over this distance from the edge, in half cells, so that colours continue there without a seam. */
const fadeIn = 8;
/** Factors of the step to the mirror image, tried in turn: if that pixel is unknown too, one farther away is used. */
const stretches = Float64Array.of(1, 1.2, 1.5, 2);

/**
 * Adds texture to the filled part of a picture. Each unknown pixel takes the detail of its mirror image across the
 * nearest known edge, on top of the smooth colours around that edge. So clouds that appear from behind a ridge look
 * like clouds, not haze, and show no trace of the ridge's outline.
 *
 * @param filled RGBA, 0 … 255, with smooth colours where `photo` is unknown; modified in place
 * @param isKnown 1 for each known pixel of the photo, else 0
 * @param addTexture computes the pixels; default: in C, if possible
 */
export function continueTexture(
  filled: Uint8ClampedArray,
  photo: Photo,
  isKnown: Uint8Array,
  addTexture = native ? continueNatively : continuePixels,
): void {
  const { width, height } = photo;
  const cell = Math.max(1, Math.ceil(width / coarseWidth));
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const { known, means } = shrinkKnown(photo, isKnown, cell, columns, rows);
  if (!known.includes(1)) return;
  const smooth = smoothKnown(known, means, columns, rows);
  const colours = fillUnknown(smooth, known);
  const { mirror, depths } = mirrorMap(known, columns, rows);
  const isNear = nearEdge(mirror);
  const across = placesOf(width, cell, columns);
  const down = placesOf(height, cell, rows);
  const edge = { isKnown, isNear, colours, depths, steps: mirror.values, across, down, cell, columns };
  addTexture(filled, photo, edge);
}

/** What the texture of each pixel is found by. */
interface Edge {
  isKnown: Uint8Array;
  /** 1 for cells with texture, else 0. */
  isNear: Uint8Array;
  /** Of each cell: smooth colours, RGB interleaved; distance from the known area; the step to its mirror image, x and y. */
  colours: Float32Array;
  depths: Float32Array;
  steps: Float32Array;
  across: Places;
  down: Places;
  /** Side of a cell, in pixels; cells of a row. */
  cell: number;
  columns: number;
}

function continueNatively(
  filled: Uint8ClampedArray,
  { width, height, rgba }: Photo,
  { isKnown, isNear, colours, depths, steps, across, down, cell, columns }: Edge,
): void {
  const listed = ({ before, after, share }: Places) => [before, after, share] as const;
  const cells = [...listed(across), ...listed(down)] as const;
  const grids = [isNear, colours, depths, steps] as const;
  const { continueTexture } = native as NativePlanes;
  continueTexture(filled, rgba, isKnown, ...grids, ...cells, stretches, width, height, cell, columns, fadeIn);
}

/** Adds the texture in TypeScript. */
export function continuePixels(
  filled: Uint8ClampedArray,
  { width, height, rgba }: Photo,
  { isKnown, isNear, colours, depths, steps, across, down, cell, columns }: Edge,
): void {
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let column = 0; column < columns; column++)
      if (isNear[row + column]) continueRow(y, column * cell, Math.min(width, (column + 1) * cell));
  }

  /**
   * Pixels from…to − 1 of a row. As a separate function that allocates no arrays, it is optimised by the engine well
   * before the picture is done.
   */
  function continueRow(y: number, from: number, to: number): void {
    const top = down.before[y] * columns;
    const south = down.after[y] * columns;
    const shareY = down.share[y];
    for (let x = from, pixel = y * width + from; x < to; x++, pixel++) {
      if (isKnown[pixel]) continue;
      const left = top + across.before[x];
      const east = across.after[x];
      const shareX = across.share[x];
      const share = (2 * between(depths, left, east, south, shareX, shareY) - 1) / fadeIn;
      if (share <= 0) continue;
      const stepX = between(steps, 2 * left, 2 * east, 2 * south, shareX, shareY);
      const stepY = between(steps, 2 * left + 1, 2 * east, 2 * south, shareX, shareY);
      const source = findKnown(x, y, stepX, stepY);
      if (source < 0) continue;
      const fromX = source % width;
      const fromY = (source - fromX) / width;
      const there = 3 * (down.before[fromY] * columns + across.before[fromX]);
      const thereEast = 3 * across.after[fromX];
      const thereSouth = 3 * down.after[fromY] * columns;
      for (let channel = 0; channel < 3; channel++) {
        const smoothHere = between(colours, 3 * left + channel, 3 * east, 3 * south, shareX, shareY);
        const smoothThere = between(
          colours,
          there + channel,
          thereEast,
          thereSouth,
          across.share[fromX],
          down.share[fromY],
        );
        const textured = smoothHere + rgba[4 * source + channel] - smoothThere;
        filled[4 * pixel + channel] += Math.min(1, share) * (textured - filled[4 * pixel + channel]);
      }
    }
  }

  /** Index of the pixel one step (in cells) from (x, y), or of the first known one beyond it; −1 if there is none. */
  function findKnown(x: number, y: number, stepX: number, stepY: number): number {
    for (let i = 0; i < stretches.length; i++) {
      const fromX = Math.floor(x + stretches[i] * cell * stepX + 0.5);
      const fromY = Math.floor(y + stretches[i] * cell * stepY + 0.5);
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) return -1;
      if (isKnown[fromY * width + fromX]) return fromY * width + fromX;
    }
    return -1;
  }
}

/** 1 for cells whose mirror image is near enough to matter, else 0. */
function nearEdge({ values, width, height }: Grid): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) =>
    Math.hypot(values[2 * i], values[2 * i + 1]) <= 2 * farthest ? 1 : 0,
  );
}

/**
 * Where each pixel of a row or column lies between the centres of cells: the cell before it, the offset to the next
 * cell (0 at the last one), and the weight of that next cell, 0 … 1.
 */
interface Places {
  before: Int32Array;
  after: Uint8Array;
  share: Float64Array;
}

function placesOf(pixels: number, cell: number, cells: number): Places {
  const places: Places = {
    before: new Int32Array(pixels),
    after: new Uint8Array(pixels),
    share: new Float64Array(pixels),
  };
  for (let i = 0; i < pixels; i++) {
    const place = Math.max(0, (i + 0.5) / cell - 0.5);
    places.before[i] = Math.floor(place);
    places.after[i] = places.before[i] + 1 < cells ? 1 : 0;
    places.share[i] = place - places.before[i];
  }
  return places;
}

/**
 * Interpolates bilinearly between the centres of four cells. Looked up cell by cell, a mirror image would be torn into
 * blocks.
 *
 * @param at index of the value of the upper left cell
 * @param east offset from there to the cell on the right
 * @param south offset from there to the cell below
 */
function between(
  values: Float32Array,
  at: number,
  east: number,
  south: number,
  shareX: number,
  shareY: number,
): number {
  const under = at + south;
  const above = values[at] + shareX * (values[at + east] - values[at]);
  const below = values[under] + shareX * (values[under + east] - values[under]);
  return Math.fround(above + shareY * (below - above));
}

/** Returns 1 for each cell whose pixels are all known, else 0, and the mean R, G and B of all cells. */
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

/** Mean colours around each cell over known cells only, RGB interleaved. */
function smoothKnown(known: Uint8Array, means: readonly Float32Array[], width: number, height: number): Grid {
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
 * Returns the offset from each cell to its mirror image across the nearest edge of the known area, (x, y) in cells,
 * smoothed so that texture is not torn. Known cells are mirrored too, so that smoothing does not shift the edge.
 * `depths` is the distance of each unknown cell from the known area, in cells.
 */
function mirrorMap(known: Uint8Array, width: number, height: number): { mirror: Grid; depths: Float32Array } {
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
    // The edge is half a cell before the centre of the nearest cell beyond it.
    const stretch = 2 - 1 / Math.hypot(dx[i], dy[i]);
    acrossX[i] = stretch * dx[i];
    acrossY[i] = stretch * dy[i];
  }
  const values = new Float32Array(2 * known.length);
  for (const [axis, steps] of [acrossX, acrossY].entries()) {
    const smooth = blur(steps, width, height, 4);
    for (let i = 0; i < smooth.length; i++) values[2 * i + axis] = smooth[i];
  }
  const depths = new Float32Array(known.length);
  for (let i = 0; i < depths.length; i++)
    if (!known[i]) depths[i] = Math.sqrt(toKnown.dx[i] ** 2 + toKnown.dy[i] ** 2);
  return { mirror: { values, width, height, channels: 2 }, depths };
}
