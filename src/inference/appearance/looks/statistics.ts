import { type Lab, type Look, type RegionColours, skyHeights } from '../../look.ts';
import type { PictureRegions } from './picture-regions.ts';

/** Regions smaller than this share of a picture are ignored. */
const leastArea = 0.01;

/**
 * The statistics of a picture's light: colours of its sky, land and water. A picture without any of these counts as
 * land.
 * @param lab planar, on the grid of `regions`
 */
export function measureLook(lab: Float32Array, regions: PictureRegions): Look {
  const { side, sky, land, water } = regions;
  const look: Look = {};
  if (areaOf(sky) >= leastArea) {
    const colours = coloursOf(lab, sky);
    const heights = heightProfile(lab, sky, side).map((colour) => subtract(colour, colours.mean));
    look.sky = { ...rounded(colours), heights: heights.map(roundAll) };
  }
  if (areaOf(land) >= leastArea) look.land = rounded(coloursOf(lab, land));
  if (areaOf(water) >= leastArea) look.water = rounded(coloursOf(lab, water));
  return look.sky || look.land || look.water
    ? look
    : {
        land: rounded(
          coloursOf(
            lab,
            land.map(() => 1),
          ),
        ),
      };
}

export function areaOf(share: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < share.length; i++) sum += share[i];
  return sum / share.length;
}

/** Mean and covariance of the colours of a region. Mixed points at its edge have little weight. */
export function coloursOf(lab: Float32Array, share: Float32Array): RegionColours {
  const points = share.length;
  const sums = new Float64Array(9);
  let total = 1e-9;
  for (let i = 0; i < points; i++) {
    const weight = share[i] * share[i] * share[i];
    if (weight === 0) continue;
    const l = lab[i];
    const a = lab[points + i];
    const b = lab[2 * points + i];
    total += weight;
    sums[0] += weight * l;
    sums[1] += weight * a;
    sums[2] += weight * b;
    sums[3] += weight * l * l;
    sums[4] += weight * l * a;
    sums[5] += weight * l * b;
    sums[6] += weight * a * a;
    sums[7] += weight * a * b;
    sums[8] += weight * b * b;
  }
  const [l, a, b, ...squares] = sums.map((sum) => sum / total);
  const products = [l * l, l * a, l * b, a * a, a * b, b * b];
  const covariance = squares.map((square, k) => square - products[k]);
  for (const k of [0, 3, 5]) covariance[k] = Math.max(0, covariance[k]);
  return { mean: [Math.max(0, l), a, b], covariance };
}

/** Mean colours of a region at {@link skyHeights} heights, evenly from its top to its bottom, slightly smoothed. */
export function heightProfile(lab: Float32Array, share: Float32Array, side: number): Lab[] {
  const points = share.length;
  const { top, bottom } = rowsOf(share, side);
  const sums = Array.from({ length: skyHeights }, () => new Float64Array(4));
  const ofRow = new Float64Array(4);
  for (let y = top; y <= bottom; y++) {
    ofRow.fill(0);
    for (let x = 0, i = y * side; x < side; x++, i++) {
      if (share[i] === 0) continue;
      const weight = share[i] * share[i] * share[i];
      ofRow[0] += weight * lab[i];
      ofRow[1] += weight * lab[points + i];
      ofRow[2] += weight * lab[2 * points + i];
      ofRow[3] += weight;
    }
    const position = heightOf(y, top, bottom);
    for (const [height, sum] of sums.entries()) {
      const near = Math.exp(-(((position - height) / 0.7) ** 2) / 2);
      for (let k = 0; k < 4; k++) sum[k] += near * ofRow[k];
    }
  }
  return sums.map(([l, a, b, weight]) => [l / (weight + 1e-9), a / (weight + 1e-9), b / (weight + 1e-9)]);
}

/** The rows between which all but a hundredth of a region is, at the top and at the bottom. */
export function rowsOf(share: Float32Array, side: number): { top: number; bottom: number } {
  const all = areaOf(share) * share.length;
  let [top, bottom, sum] = [0, side - 1, 0];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) sum += share[y * side + x];
    if (sum <= 0.01 * all) top = y + 1;
    if (sum <= 0.99 * all) bottom = y + 1;
  }
  return { top: Math.min(top, side - 1), bottom: Math.min(bottom, side - 1) };
}

/** Position of a row among the heights, 0 … skyHeights − 1; rows beyond the ends count as the ends. */
export function heightOf(y: number, top: number, bottom: number): number {
  const place = (y - top) / Math.max(1, bottom - top);
  return Math.max(0, Math.min(1, place)) * (skyHeights - 1);
}

export function subtract(left: Lab, right: Lab): Lab {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2]];
}

function rounded({ mean, covariance }: RegionColours): RegionColours {
  return { mean: roundAll(mean), covariance: roundAll(covariance) };
}

function roundAll<Numbers extends number[]>(numbers: Numbers): Numbers {
  return numbers.map((number) => Math.round(number * 100) / 100) as Numbers;
}
