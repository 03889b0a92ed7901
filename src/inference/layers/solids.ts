import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { whollyInside } from '../grids/erode.ts';
import { mostAround } from '../grids/extremes.ts';

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
/** Deviations from which on a tint is none of the water's. */
const foreign = 4;
/** How much darker than the water around something out in it must be, in levels: what is bright may be a glint. */
const darker = 25;
/** Near land anything of a foreign tint is land, within this share of the grid's side; out in the water only what is darker. */
const nearLand = 0.015;
/** Single pixels are noise: a thing covers at least this share of the squared width. */
const leastArea = 5e-6;
/** How far around a thing its soft edge reaches, as a share of the width. */
const edge = 1 / 1280;

/**
 * Solid things in water: rocks, breakwaters, stalks, the banks themselves where a matte goes too far. Waves are lighter and darker
 * water, and their tints go with their lightness; what reflects does so, too, as far as there is enough of it. A thing whose tint is
 * none that the water around has at that lightness is no water. (Around each point a line is fitted to the water's tints over its
 * lightness; a pixel counts by how many of that fit's deviations it lies beside the line.)
 *
 * @param water how much of each pixel is water, 0 … 255
 * @param others the share of what is neither sky nor water, on a square grid, 0 … 1
 * @returns 255 where something stands, else 0
 */
export function findSolids(photo: Photo, water: Uint8Array, others: Float32Array): Uint8Array {
  const { width, height, rgba } = photo;
  const fit = fitTints(photo, whollyInside(water, width, height, Math.max(2, Math.round(rim * width))));
  const isNear = landAround(others);
  const strange = new Uint8Array(width * height);
  for (let y = 0, pixel = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++, pixel++) {
      if (water[pixel] === 0) continue;
      const point = row + Math.floor((x * side) / width);
      const r = rgba[4 * pixel];
      const g = rgba[4 * pixel + 1];
      const b = rgba[4 * pixel + 2];
      const away = fit.lightness(point, (r + 2 * g + b) / 4);
      if (away === undefined || (away > -darker && !isNear(x / width, y / height))) continue;
      const [warm, yellow] = fit.tints;
      const far = warm(point, away, r - g) + yellow(point, away, (r + g) / 2 - b);
      if (far > foreign * foreign) strange[pixel] = 255;
    }
  }
  const least = leastArea * width * width;
  visitComponents(
    width,
    height,
    (pixel) => strange[pixel] > 0,
    ({ pixels }) => {
      if (pixels.length < least) for (const pixel of pixels) strange[pixel] = 0;
    },
  );
  return mostAround(strange, width, height, Math.max(1, Math.round(edge * width)));
}

/** Whether land is near to a place, 0 … 1 across and down. */
function landAround(others: Float32Array): (x: number, y: number) => boolean {
  const size = Math.sqrt(others.length);
  const land = Uint8Array.from(others, (share) => (share > 0.5 ? 1 : 0));
  const near = mostAround(land, size, size, Math.max(1, Math.round(nearLand * size)));
  return (x, y) => near[Math.floor(y * size) * size + Math.floor(x * size)] > 0;
}

/** How far a tint lies beside the line of the water's tints over its lightness, squared, in deviations of these. */
type TintFit = (point: number, away: number, tint: number) => number;

/** The water's lightness and tints around each point of the grid. */
function fitTints({ width, height, rgba }: Photo, isKnown: Uint8Array) {
  const plane = () => new Float32Array(side * side);
  const [known, light, squares] = [plane(), plane(), plane()];
  const tints = [0, 1].map(() => ({ sum: plane(), squares: plane(), withLight: plane() }));
  for (let y = 0, pixel = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++, pixel++) {
      if (!isKnown[pixel]) continue;
      const point = row + Math.floor((x * side) / width);
      const r = rgba[4 * pixel];
      const g = rgba[4 * pixel + 1];
      const b = rgba[4 * pixel + 2];
      const lightness = (r + 2 * g + b) / 4;
      known[point]++;
      light[point] += lightness;
      squares[point] += lightness * lightness;
      for (let i = 0; i < 2; i++) {
        const tint = i === 0 ? r - g : (r + g) / 2 - b;
        tints[i].sum[point] += tint;
        tints[i].squares[point] += tint * tint;
        tints[i].withLight[point] += tint * lightness;
      }
    }
  }
  const around = (values: Float32Array) => boxMean(values, side, side, Math.round(reach * side));
  const weight = around(known);
  const meanOf = (values: Float32Array) => around(values).map((sum, i) => sum / weight[i]);
  const mean = meanOf(light);
  const variance = meanOf(squares).map((square, i) => square - mean[i] ** 2 + lightnessNoise ** 2);
  const least = (leastKnown * width * height) / (side * side);
  return {
    /** How much lighter than the water around a pixel is; undefined where there is too little of it. */
    lightness: (point: number, lightness: number) =>
      weight[point] < least ? undefined : lightness - mean[point],
    tints: tints.map((tint): TintFit => {
      const middle = meanOf(tint.sum);
      const slope = meanOf(tint.withLight).map((sum, i) => (sum - middle[i] * mean[i]) / variance[i]);
      const rest = meanOf(tint.squares).map((square, i) => {
        const explained = slope[i] ** 2 * variance[i];
        return Math.max(0, square - middle[i] ** 2 - explained) + tintNoise ** 2;
      });
      return (point, away, value) => (value - middle[point] - slope[point] * away) ** 2 / rest[point];
    }),
  };
}
