import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { whollyInside } from '../grids/erode.ts';
import { mostAround } from '../grids/extremes.ts';
import { cellsOf, type Rows, rowsWith } from '../grids/rows.ts';

/** Side of the grid on which the water's tints are collected, in points. */
const side = 384;
/** Pixels within this distance of the water's edge are not used for its tints, as a share of the width. */
const rim = 3 / 1280;
/** Half the side of the window over which tints are collected, as a share of the grid's side. */
const reach = 0.05;
/** Minimum share of water for a meaningful window. */
const leastKnown = 0.1;
/** Standard deviations of the noise of lightness and of tints, in levels. */
const [lightnessNoise, tintNoise] = [2, 1.5];
/** Deviations beyond which a tint is foreign to the water, and beyond which it is not used to fit the water's tints. */
const [foreign, doubtful] = [4, 3];
/**
 * Mean deviations beyond which even one of many things counts as static, near land; and the scale at which deviations
 * are stored in a byte, per deviation.
 */
const [surely, perDeviation] = [6, 20];
/** In photos wider than this, in pixels, tints are fitted to a subsample of the pixels: that is as accurate. */
const enough = 640;
/**
 * Minimum difference by which a thing away from land is darker than the water, in levels: bright ones may be glints.
 */
const darker = 25;
/** Within this distance of land, as a share of the grid's side, every foreign tint is land, not only darker ones. */
const nearLand = 0.015;
/** Minimum area of a thing, as a share of the squared width: single pixels are noise. */
const leastArea = 5e-6;
/**
 * A thing is one of many if foreign pixels are more than the first share of its surroundings; their reach, as a share
 * of the width.
 */
const [most, around] = [0.1, 0.02];
/** Width of a thing's soft edge, as a share of the picture's width. */
const edge = 1 / 1280;

/**
 * Finds solid things in water (algorithm §3.2): rocks, breakwaters, stalks, and the banks if the matte extends too far.
 * Waves are lighter and darker water, and the tint of water depends on its lightness. The same is true of reflections,
 * if they cover enough of the water. So a thing whose tint does not occur in the surrounding water at the same
 * lightness is not water.
 *
 * Around each grid point, a line is fitted to the water's tints as a function of lightness. A pixel is judged by its
 * distance from that line, in standard deviations of the fit.
 *
 * @param water how much of each pixel is water, 0 … 255
 * @param others the share of neither sky nor water on a square grid, 0 … 1
 * @returns 255 for each pixel that must stay in place, else 0
 */
export function findSolids(photo: Photo, water: Uint8Array, others: Float32Array): Uint8Array {
  const { width, height } = photo;
  const solids = new Uint8Array(width * height);
  const [rimPixels, edgePixels] = [
    Math.max(2, Math.round(rim * width)),
    Math.max(1, Math.round(edge * width)),
  ];
  // Rows farther from all water than any window reaches are skipped.
  const rows = rowsWith(water, width, height, Math.max(rimPixels, edgePixels, Math.round(around * width)));
  if (!rows) return solids;
  const isKnown = new Uint8Array(width * height);
  const cutRows = (plane: Uint8Array) => plane.subarray(rows.from * width, rows.to * width);
  cutRows(isKnown).set(whollyInside(cutRows(water), width, rows.to - rows.from, rimPixels));
  const step = Math.max(1, Math.round(width / enough));
  // The first fit still includes solid things; pixels far from it are excluded from the second.
  visitPixels({ photo, rows, step }, isKnown, fitTints({ photo, rows, step }, isKnown), (pixel, { far }) => {
    if (far > doubtful ** 2) isKnown[pixel] = 0;
  });
  const isNearLand = landAround(others, photo);
  const strange = new Uint8Array(width * height);
  const every = { photo, rows, step: 1 };
  visitPixels(every, water, fitTints({ photo, rows, step }, isKnown), (pixel, { far, lighter }) => {
    if (far > foreign ** 2 && (lighter < -darker || isNearLand(pixel)))
      strange[pixel] = Math.min(255, Math.sqrt(far) * perDeviation);
  });
  keepThings(cutRows(strange), width, (pixel) => isNearLand(rows.from * width + pixel));
  cutRows(solids).set(mostAround(cutRows(strange), width, rows.to - rows.from, edgePixels));
  return solids;
}

/**
 * Clears things that are too small, and those that are one of many: a bed of reeds sways as a whole. But bright stalks
 * near land stay, even if there are many.
 */
function keepThings(strange: Uint8Array, width: number, isNearLand: (pixel: number) => boolean): void {
  const height = strange.length / width;
  const radius = Math.round(around * width);
  const isStrange = new Float32Array(strange.length);
  for (let i = 0; i < strange.length; i++) if (strange[i] > 0) isStrange[i] = 1;
  const crowd = boxMean(isStrange, width, height, radius);
  const window = (2 * radius + 1) ** 2;
  visitComponents(
    width,
    height,
    (pixel) => strange[pixel] > 0,
    ({ pixels }) => {
      const mean = (values: ArrayLike<number>) =>
        pixels.reduce((sum, pixel) => sum + values[pixel], 0) / pixels.length;
      const isKept = () => {
        const crowded = mean(crowd);
        const isOneOfMany = crowded > most && pixels.length / window < crowded / 2;
        return !isOneOfMany || (mean(strange) > surely * perDeviation && pixels.some(isNearLand));
      };
      const value = pixels.length >= leastArea * width * width && isKept() ? 255 : 0;
      for (const pixel of pixels) strange[pixel] = value;
    },
  );
}

/** Returns a function that is true if land is near a pixel. */
function landAround(others: Float32Array, { width, height }: Photo): (pixel: number) => boolean {
  const size = Math.sqrt(others.length);
  const land = Uint8Array.from(others, (share) => (share > 0.5 ? 1 : 0));
  const near = mostAround(land, size, size, Math.max(1, Math.round(nearLand * size)));
  return (pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return near[Math.floor((y * size) / height) * size + Math.floor((x * size) / width)] > 0;
  };
}

/** The water around each point of the grid. Meaningless where `weight` is less than `least`. */
interface Waters {
  /** Mean number of sampled pixels of water per grid point. */
  weight: Float32Array;
  least: number;
  /** Mean lightness, in levels. */
  lightness: Float32Array;
  /** For each of the two tints: its mean, its slope over lightness, and the variance around that line. */
  tints: { mean: Float32Array; slope: Float32Array; rest: Float32Array }[];
}

interface Sight {
  /** Squared distance of the pixel's tints from the lines fitted to the water around it, in deviations of that fit. */
  far: number;
  /** How much lighter the pixel is than the water around it, in levels. */
  lighter: number;
}

/** Pixels of some rows of a photo, `step` apart across and down; 1 for every pixel. */
interface Sample {
  photo: Photo;
  rows: Rows;
  step: number;
}

/** Visits the pixels of a plane that are not 0 and have enough water around them. */
function visitPixels(
  { photo: { rgba, width, height }, rows, step }: Sample,
  plane: Uint8Array,
  { weight, least, lightness, tints: [warm, yellow] }: Waters,
  visit: (pixel: number, sight: Sight) => void,
): void {
  const columns = cellsOf(width, side);
  const sight = { far: 0, lighter: 0 };
  const beside = ({ mean, slope, rest }: Waters['tints'][number], point: number, tint: number) =>
    (tint - mean[point] - slope[point] * sight.lighter) ** 2 / rest[point];
  for (let y = Math.ceil(rows.from / step) * step; y < rows.to; y += step) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x += step) {
      const pixel = y * width + x;
      if (plane[pixel] === 0) continue;
      const point = row + columns[x];
      if (weight[point] < least) continue;
      const at = 4 * pixel;
      const r = rgba[at];
      const g = rgba[at + 1];
      const b = rgba[at + 2];
      sight.lighter = (r + 2 * g + b) / 4 - lightness[point];
      sight.far = beside(warm, point, r - g) + beside(yellow, point, (r + g) / 2 - b);
      visit(pixel, sight);
    }
  }
}

/** Fits a line to each of the water's tints, as a function of lightness. */
function fitTints({ photo: { width, height, rgba }, rows, step }: Sample, isKnown: Uint8Array): Waters {
  const plane = () => new Float32Array(side * side);
  const [known, light, squares] = [plane(), plane(), plane()];
  const sums = [0, 1].map(() => ({ tint: plane(), squares: plane(), withLight: plane() }));
  const columns = cellsOf(width, side);
  for (let y = Math.ceil(rows.from / step) * step; y < rows.to; y += step) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x += step) {
      const pixel = y * width + x;
      if (!isKnown[pixel]) continue;
      const point = row + columns[x];
      const at = 4 * pixel;
      const r = rgba[at];
      const g = rgba[at + 1];
      const b = rgba[at + 2];
      const lightness = (r + 2 * g + b) / 4;
      known[point]++;
      light[point] += lightness;
      squares[point] += lightness * lightness;
      for (let i = 0; i < 2; i++) {
        const tint = i === 0 ? r - g : (r + g) / 2 - b;
        sums[i].tint[point] += tint;
        sums[i].squares[point] += tint * tint;
        sums[i].withLight[point] += tint * lightness;
      }
    }
  }
  const scratch = plane();
  const sumAround = (values: Float32Array) =>
    boxMean(values, side, side, Math.round(reach * side), values, scratch);
  const weight = sumAround(known);
  const meanOf = (values: Float32Array) => {
    sumAround(values);
    for (let i = 0; i < values.length; i++) values[i] /= weight[i];
    return values;
  };
  const lightness = meanOf(light);
  const variance = meanOf(squares);
  for (let i = 0; i < variance.length; i++)
    variance[i] = variance[i] - lightness[i] ** 2 + lightnessNoise ** 2;
  return {
    weight,
    least: (leastKnown * width * height) / (side * step) ** 2,
    lightness,
    tints: sums.map((sum) => {
      const mean = meanOf(sum.tint);
      const slope = meanOf(sum.withLight);
      const rest = meanOf(sum.squares);
      for (let i = 0; i < rest.length; i++) {
        slope[i] = (slope[i] - mean[i] * lightness[i]) / variance[i];
        rest[i] = Math.max(0, rest[i] - mean[i] ** 2 - slope[i] ** 2 * variance[i]) + tintNoise ** 2;
      }
      return { mean, slope, rest };
    }),
  };
}
