import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { whollyInside } from '../grids/erode.ts';
import { mostAround } from '../grids/extremes.ts';
import { cellsOf, type Rows, rowsWith } from '../grids/rows.ts';

/** Points across and down of the grid on which water's tints are collected. */
const side = 384;
/** Pixels this near to the edge of the water say nothing of its tints, as a share of the width. */
const rim = 3 / 1280;
/** Half the side of the window in which they are collected, as a share of the picture's. */
const reach = 0.05;
/** Least share of a window that must be water to say anything. */
const leastKnown = 0.1;
/** Deviations of lightness and of tints that are noise, in levels. */
const [lightnessNoise, tintNoise] = [2, 1.5];
/** Deviations from which on a tint is none of the water's, and from which on it does not count among them. */
const [foreign, doubtful] = [4, 3];
/** Deviations from which on that is true of one of many, too, near land; and the levels by which one deviation is noted. */
const [surely, perDeviation] = [6, 20];
/** Width from which on not every pixel counts among the water's: some say as much as all. */
const enough = 640;
/** How much darker than the water around something out in it must be, in levels: what is bright may be a glint. */
const darker = 25;
/** Near land anything of a foreign tint is land, within this share of the grid's side; out in the water only what is darker. */
const nearLand = 0.015;
/** Single pixels are noise: a thing covers at least this share of the squared width. */
const leastArea = 5e-6;
/** A thing is one of many where strange pixels are more than the first share of what lies this far around, as a share of the width. */
const [most, around] = [0.1, 0.02];
/** How far around a thing its soft edge reaches, as a share of the width. */
const edge = 1 / 1280;

/**
 * Solid things in water (algorithm §3.2): rocks, breakwaters, stalks, the banks themselves where a matte goes too far. Waves are lighter and darker
 * water, and their tints go with their lightness; what reflects does so, too, as far as there is enough of it. A thing whose tint is
 * none that the water around has at that lightness is no water. (Around each point a line is fitted to the water's tints over its
 * lightness; a pixel counts by how many of that fit's deviations it lies beside the line.)
 *
 * @param water how much of each pixel is water, 0 … 255
 * @param others the share of what is neither sky nor water, on a square grid, 0 … 1
 * @returns 255 where something stands, else 0
 */
export function findSolids(photo: Photo, water: Uint8Array, others: Float32Array): Uint8Array {
  const { width, height } = photo;
  const solids = new Uint8Array(width * height);
  const [rimPixels, edgePixels] = [
    Math.max(2, Math.round(rim * width)),
    Math.max(1, Math.round(edge * width)),
  ];
  // What lies farther from all water than any window reaches is not looked at.
  const rows = rowsWith(water, width, height, Math.max(rimPixels, edgePixels, Math.round(around * width)));
  if (!rows) return solids;
  const isKnown = new Uint8Array(width * height);
  const cutRows = (plane: Uint8Array) => plane.subarray(rows.from * width, rows.to * width);
  cutRows(isKnown).set(whollyInside(cutRows(water), width, rows.to - rows.from, rimPixels));
  const step = Math.max(1, Math.round(width / enough));
  // What stands in the water is among what is known of it at first.
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

/** Clears what is too small to be anything, and what is one of a crowd: reeds bend as one, but bright stalks before the water stand. */
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

/** Whether land is near to a pixel. */
function landAround(others: Float32Array, { width, height }: Photo): (pixel: number) => boolean {
  const size = Math.sqrt(others.length);
  const land = Uint8Array.from(others, (share) => (share > 0.5 ? 1 : 0));
  const near = mostAround(land, size, size, Math.max(1, Math.round(nearLand * size)));
  return (pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return near[Math.floor((y * size) / height) * size + Math.floor((x * size) / width)] > 0;
  };
}

/** The water around each point of the grid; undefined where there is too little of it. */
interface Waters {
  weight: Float32Array;
  least: number;
  lightness: Float32Array;
  /** The two tints: their means, how they grow with lightness, and the variance that is left. */
  tints: { mean: Float32Array; slope: Float32Array; rest: Float32Array }[];
}

interface Sight {
  /** How far the pixel's tints lie beside the lines of those around, squared, in deviations of these. */
  far: number;
  /** How much lighter it is than the water around, in levels. */
  lighter: number;
}

/** Pixels of some rows of a photo: every one, or those `step` apart across and down. */
interface Sample {
  photo: Photo;
  rows: Rows;
  step: number;
}

/** Visits the pixels of a plane that are not 0 and have enough water around. */
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

/** Fits the lines of the water's tints over its lightness. */
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
