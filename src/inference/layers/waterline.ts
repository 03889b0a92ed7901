import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { resizeNearest } from '../grids/resize-nearest.ts';
import { type Guide, shrinkPhoto } from './guided-filter.ts';
import type { RegionShares } from './regions.ts';

/** Columns of the grid on which the line is looked for, and the most rows. */
const [columns, mostRows] = [256, 800];
/** How far above and below the line the picture is compared, as a share of the height. */
const reach = 0.04;
/** Share from which a point counts as water, and up to which it counts as none. */
const [surelyWater, surelyOther] = [0.8, 0.2];
/** Share of land from which something stands on the shore. */
const likelyLand = 0.5;
/** Least share of the columns that have water below the line and none above it, and that have land at it. */
const [leastColumns, leastShore] = [0.35, 0.1];
/** Correlation from which what lies below the line is the reflection of what stands above it. */
const mirrored = 0.75;
/**
 * The same along rows, each without its mean. A dark shore between a bright sky and bright water is like itself upside
 * down about its middle, but its outline is not.
 */
const outlined = 0.8;
/** The same for the columns around one, and how many these are to either side. */
const [mirroredHere, around] = [0.5, 8];

/** Where the shore of a calm lake is. */
export interface Waterline {
  /** Distance from the picture's upper border, as a share of the height. */
  height: number;
  /** Share of the height over which the shore is mirrored. */
  reach: number;
  /** 1 for columns, evenly spread over the width, in which the water mirrors the shore, else 0. */
  mirrors: Uint8Array;
}

interface Grid extends Guide {
  water: Float32Array;
  land: Float32Array;
}

/**
 * The line at which a calm lake meets its far shore. The scene network takes the dark reflection of a shore for land, and a shore in
 * mist for water. But a lake is level, so its shore and their reflection are upside-down copies of each other about one row, and few
 * other rows of any photo have that symmetry.
 *
 * @returns undefined where no row is such a line
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
 * Holds water to its waterline: what is just above it is the shore, and what mirrors the shore just below it is water.
 *
 * @param water how much of each pixel is water, 0 … 255; changed in place, as are the mattes of all else that moves
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
  return {
    ...shrinkPhoto(photo, size.width, size.height),
    water: resize(planes.water),
    land: resize(planes.land),
  };
}

/** How much the picture below a row is like that above it, upside down: a correlation; −1 where the row can be no shore. */
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

/** How much each row below is like the one as far above, both without their means. */
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

/** 1 for columns with sure water below a row and none above it; undefined where these are too few, or have no land at it. */
function findShore({ height, water, land }: Grid, row: number, depth: number): Uint8Array | undefined {
  const isShore = new Uint8Array(columns);
  let [count, shores] = [0, 0];
  for (let x = 0; x < columns; x++) {
    let [wet, isDry, hasLand] = [0, true, false];
    for (let y = row + depth; y < Math.min(height, row + 2 * depth); y++)
      if (water[y * columns + x] > surelyWater) wet++;
    for (let y = row - depth; y < row - depth / 2; y++)
      if (water[y * columns + x] > surelyOther) isDry = false;
    for (let y = row - depth; y < row + depth; y++) if (land[y * columns + x] > likelyLand) hasLand = true;
    if (hasLand) shores++;
    if (!isDry || wet < surelyWater * depth) continue;
    isShore[x] = 1;
    count++;
  }
  return count >= leastColumns * columns && shores >= leastShore * columns ? isShore : undefined;
}

/** Sums of products of a column's colours above and below a row, each without their mean. */
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

/** 1 for columns that mirror together with those around them. */
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
