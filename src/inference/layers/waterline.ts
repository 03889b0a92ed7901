import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { resizeNearest } from '../grids/resize-nearest.ts';
import { type Guide, shrinkPhoto } from './guided-filter.ts';
import type { RegionShares } from './regions.ts';

/** Number of columns of the grid on which the line is searched, and its maximum number of rows. */
const [columns, mostRows] = [256, 800];
/** Height of the strips above and below the line that are compared, as a share of the picture's height. */
const reach = 0.04;
/** A point with more than the first share is water; one with at most the second is not. */
const [surelyWater, surelyOther] = [0.8, 0.2];
/** A point with more than this share of land is on the shore. */
const likelyLand = 0.5;
/** Minimum shares of columns with water below the line and none above it, and of columns with land at it. */
const [leastColumns, leastShore] = [0.35, 0.1];
/** Minimum correlation at which the strip below the line is the reflection of the strip above it. */
const mirrored = 0.75;
/**
 * The same for rows, each without its mean. A dark shore between a bright sky and bright water resembles itself upside
 * down about its middle row, but its outline does not.
 */
const outlined = 0.8;
/** Minimum correlation over a column and its neighbours, and the number of neighbours on each side. */
const [mirroredHere, around] = [0.5, 8];

/** The line at which a calm lake meets its far shore. */
export interface Waterline {
  /** Distance from the top of the picture, as a share of its height. */
  height: number;
  /** Distance from the line within which the shore is mirrored, as a share of the picture's height. */
  reach: number;
  /** For columns evenly spread over the width: 1 where the water mirrors the shore, else 0. */
  mirrors: Uint8Array;
}

/** Numbers of points of some kind above each row, by column. */
type Counts = Uint16Array;

interface Grid extends Guide {
  water: Counts;
  perhapsWater: Counts;
  land: Counts;
}

/**
 * Finds the waterline of a calm lake: the row at which it meets its far shore. The scene network mistakes the dark
 * reflection of a shore for land, and a shore in mist for water. But a lake is level, so the shore and its reflection
 * are mirror images of each other about one row. Hardly any other row of a photo has that symmetry.
 *
 * @returns undefined if there is no such row
 */
export function findWaterline(photo: Photo, shares: RegionShares): Waterline | undefined {
  if (!shares.planes.water.some((share) => share > surelyWater)) return undefined;
  const grid = toGrid(photo, shares);
  const depth = Math.max(6, Math.round(reach * grid.height));
  let best: { row: number; likeness: number } | undefined;
  for (let row = depth + 1; row < grid.height - 2 * depth; row++) {
    const likeness = likenessAt(grid, row, depth);
    if (likeness > (best?.likeness ?? mirrored)) best = { row, likeness };
  }
  if (!best) return undefined;
  return {
    height: (best.row + 0.5) / grid.height,
    reach: depth / grid.height,
    mirrors: findMirrors(grid, best.row, depth),
  };
}

/**
 * Corrects mattes at the waterline: just above the line there is no water, and just below it, reflections of the shore
 * are water.
 *
 * @param water how much of each pixel is water, 0 … 255; modified in place
 * @param others mattes of everything else that moves; modified in place
 */
export function holdToWaterline(
  water: Uint8Array,
  others: readonly Uint8Array[],
  { height: share, reach: depth, mirrors }: Waterline,
  { width, height }: Photo,
): void {
  const line = Math.round(share * height);
  const far = Math.round(depth * height);
  water.fill(0, Math.max(0, line - 2 * far) * width, line * width);
  for (let x = 0; x < width; x++) {
    if (!mirrors[Math.floor((x * mirrors.length) / width)]) continue;
    let end = line;
    while (end < line + 2 * far && water[end * width + x] < 255) end++;
    if (end === line + 2 * far) continue;
    for (let pixel = line * width + x; pixel < end * width; pixel += width) {
      water[pixel] = 255;
      for (const matte of others) matte[pixel] = 0;
    }
  }
}

function toGrid(photo: Photo, { side, planes }: RegionShares): Grid {
  const size = { width: columns, height: Math.min(photo.height, mostRows) };
  const resize = (plane: Float32Array) => resizeNearest(plane, { width: side, height: side }, size);
  const water = resize(planes.water);
  return {
    ...shrinkPhoto(photo, size.width, size.height),
    water: countAbove(water, surelyWater),
    perhapsWater: countAbove(water, surelyOther),
    land: countAbove(resize(planes.land), likelyLand),
  };
}

/** Counts the points with more than a share. */
function countAbove(plane: Float32Array, share: number): Counts {
  const counts = new Uint16Array(plane.length + columns);
  for (let i = 0; i < plane.length; i++) counts[i + columns] = counts[i] + (plane[i] > share ? 1 : 0);
  return counts;
}

/** Number of counted points of a column in rows from…to − 1. */
function countBetween(counts: Counts, x: number, from: number, to: number): number {
  return counts[to * columns + x] - counts[from * columns + x];
}

/**
 * Correlation of the strip below a row with the strip above it, mirrored: up to 1; −1 if the row cannot be the
 * waterline.
 */
function likenessAt(grid: Grid, row: number, depth: number): number {
  const isShore = findShore(grid, row, depth);
  if (!isShore) return -1;
  const sums = { product: 0, above: 0, below: 0 };
  for (let x = 0; x < columns; x++) {
    if (!isShore[x]) continue;
    const { product, above, below } = compare(grid, x, row, depth);
    sums.product += product;
    sums.above += above;
    sums.below += below;
  }
  const likeness = correlation(sums);
  return likeness > mirrored && outlineLikeness(grid, row, depth, isShore) > outlined ? likeness : -1;
}

/** Correlation of each row below the line with the row at the same distance above it, each without its mean. */
function outlineLikeness({ planes }: Grid, row: number, depth: number, isShore: Uint8Array): number {
  const sums = { product: 0, above: 0, below: 0 };
  const count = isShore.reduce((sum, share) => sum + share, 0);
  for (const plane of planes) {
    for (let away = 1; away <= depth; away++) {
      const [up, down] = [(row - away) * columns, (row + away) * columns];
      let [meanAbove, meanBelow] = [0, 0];
      for (let x = 0; x < columns; x++) {
        if (!isShore[x]) continue;
        meanAbove += plane[up + x] / count;
        meanBelow += plane[down + x] / count;
      }
      for (let x = 0; x < columns; x++) {
        if (!isShore[x]) continue;
        const [above, below] = [plane[up + x] - meanAbove, plane[down + x] - meanBelow];
        sums.product += above * below;
        sums.above += above * above;
        sums.below += below * below;
      }
    }
  }
  return correlation(sums);
}

/**
 * 1 for columns with certain water below a row and none above it, else 0; undefined if these are too few, or too few
 * columns have land at the row.
 */
function findShore(
  { height, water, perhapsWater, land }: Grid,
  row: number,
  depth: number,
): Uint8Array | undefined {
  const isShore = new Uint8Array(columns);
  let [count, shores] = [0, 0];
  for (let x = 0; x < columns; x++) {
    const wet = countBetween(water, x, row + depth, Math.min(height, row + 2 * depth));
    const isDry = countBetween(perhapsWater, x, row - depth, Math.ceil(row - depth / 2)) === 0;
    if (countBetween(land, x, row - depth, row + depth) > 0) shores++;
    if (!isDry || wet < surelyWater * depth) continue;
    isShore[x] = 1;
    count++;
  }
  return count >= leastColumns * columns && shores >= leastShore * columns ? isShore : undefined;
}

/** Sums of products of a column's colours above and below a row, each side without its mean. */
function compare({ planes }: Grid, x: number, row: number, depth: number) {
  const sums = { product: 0, above: 0, below: 0 };
  for (const plane of planes) {
    let [meanAbove, meanBelow] = [0, 0];
    for (let away = 1; away <= depth; away++) {
      meanAbove += plane[(row - away) * columns + x] / depth;
      meanBelow += plane[(row + away) * columns + x] / depth;
    }
    for (let away = 1; away <= depth; away++) {
      const above = plane[(row - away) * columns + x] - meanAbove;
      const below = plane[(row + away) * columns + x] - meanBelow;
      sums.product += above * below;
      sums.above += above * above;
      sums.below += below * below;
    }
  }
  return sums;
}

function correlation({ product, above, below }: Record<'product' | 'above' | 'below', number>): number {
  return above > 0 && below > 0 ? product / Math.sqrt(above * below) : 0;
}

/** 1 for columns that, together with their neighbours, mirror the shore, else 0. */
function findMirrors(grid: Grid, row: number, depth: number): Uint8Array {
  const sums = Array.from({ length: columns }, (_, x) => compare(grid, x, row, depth));
  const smooth = (key: 'product' | 'above' | 'below') =>
    boxMean(
      Float32Array.from(sums, (sum) => sum[key]),
      columns,
      1,
      around,
    );
  const [product, above, below] = [smooth('product'), smooth('above'), smooth('below')];
  return Uint8Array.from(product, (value, x) =>
    correlation({ product: value, above: above[x], below: below[x] }) > mirroredHere ? 1 : 0,
  );
}
