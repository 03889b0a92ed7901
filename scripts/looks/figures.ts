import { toLab } from '../../src/inference/appearance/looks/lab.ts';
import { boxMean } from '../../src/inference/grids/box-filter.ts';
import type { Photo } from '../../src/photo/photo.ts';

/** Values of regions in a drawn mask. */
export const regionsDrawn = { land: 0, sky: 1, water: 2 } as const;
/** Regions smaller than this share of a picture are not measured. */
const leastShare = 0.02;
/** Gradients within this distance of another region are ignored: they belong to its edge. */
const edgePixels = 3;

export interface LightFigures {
  /** Mean of Lab's b over the sky, or over the picture if it has none. */
  skyB: number;
  /** Mean of b over the picture. */
  meanB: number;
  /** Median of L over the picture. */
  medianL: number;
  /** Correlation between the gradients of L and the photo's, for each region of the photo. */
  structure: Partial<Record<keyof typeof regionsDrawn, number>>;
}

/** Measures a relit photo, by regions drawn in the photo. */
export function lightFigures(photo: Photo, relit: Photo, drawn: Uint8Array): LightFigures {
  const [before, after] = [labOf(photo), labOf(relit)];
  const points = drawn.length;
  const b = after.subarray(2 * points);
  const skyPixels = drawn.filter((region) => region === regionsDrawn.sky).length;
  const inSky = (i: number) => skyPixels < leastShare * points || drawn[i] === regionsDrawn.sky;
  const structure = Object.entries(regionsDrawn).map(([name, region]) => [
    name,
    correlation(smooth(before, photo), smooth(after, photo), photo.width, drawn, region),
  ]);
  return {
    skyB: mean(b, inSky),
    meanB: mean(b, () => true),
    medianL: after.slice(0, points).sort()[points >> 1],
    structure: Object.fromEntries(structure),
  };
}

/** Means of L over 3 × 3 pixels, which remove the dither pattern. */
function smooth(lab: Float32Array, { width, height }: Photo): Float32Array {
  return boxMean(lab.slice(0, width * height), width, height, 1);
}

/** Planar Lab of a photo. */
export function labOf({ rgba }: Photo): Float32Array {
  const points = rgba.length / 4;
  const rgb = new Float32Array(3 * points);
  for (let i = 0; i < points; i++)
    for (let c = 0; c < 3; c++) rgb[c * points + i] = rgba[4 * i + c] / 127.5 - 1;
  return toLab(rgb);
}

function mean(values: Float32Array, isIn: (i: number) => boolean): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!isIn(i)) continue;
    sum += values[i];
    count++;
  }
  return sum / count;
}

/** Correlation of the gradients of L in a region, in both directions; undefined for a region that is too small. */
function correlation(
  before: Float32Array,
  after: Float32Array,
  width: number,
  drawn: Uint8Array,
  region: number,
): number | undefined {
  const isInside = (i: number) =>
    [-edgePixels * width, -edgePixels, edgePixels, edgePixels * width].every(
      (step) => drawn[i + step] === region,
    );
  const sums = [0, 1].map(() => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 }));
  for (let i = 0; i < drawn.length; i++) {
    if (drawn[i] !== region || !isInside(i)) continue;
    for (const [k, step] of [1, width].entries()) {
      const x = before[i + step] - before[i];
      const y = after[i + step] - after[i];
      const sum = sums[k];
      sum.n++;
      sum.x += x;
      sum.y += y;
      sum.xx += x * x;
      sum.yy += y * y;
      sum.xy += x * y;
    }
  }
  if (sums[0].n < leastShare * drawn.length) return undefined;
  let [xx, yy, xy] = [0, 0, 0];
  for (const sum of sums) {
    xx += sum.xx - sum.x ** 2 / sum.n;
    yy += sum.yy - sum.y ** 2 / sum.n;
    xy += sum.xy - (sum.x * sum.y) / sum.n;
  }
  return xy / Math.sqrt(xx * yy);
}
