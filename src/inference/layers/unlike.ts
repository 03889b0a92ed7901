import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { visitComponents } from '../grids/components.ts';
import { mostAround } from '../grids/extremes.ts';
import type { Guide } from './guided-filter.ts';

/** Minimum share of neither sky nor water for possible land; an area is land if one of its points has the second. */
const [likelyLand, surelyLand] = [0.5, 0.75];
/** Minimum share at which a grid point certainly belongs to a region. */
const sure = 0.97;
/**
 * Only pixels within this distance of land are examined, as a share of the grid's side: clouds at the horizon differ
 * from the sky above them too.
 */
const nearLand = 0.02;
/** Half the side of the window over which the region's colours are averaged, as a share of the grid's side. */
const reach = 0.03;
/** Minimum share of certain points for a meaningful window; elsewhere the colours of the whole region are compared. */
const leastKnown = 0.1;
/**
 * Distance of a colour from the region's mean around it, as a number of standard deviations plus a number of levels:
 * removal begins at the first and is complete at the second.
 */
const [begins, ends] = [
  { deviations: 2.5, levels: 7 },
  { deviations: 3.5, levels: 14 },
];

export interface Surroundings {
  /** The region's share of each point of the guide, 0 … 1. */
  plane: Float32Array;
  /** The share of neither sky nor water, likewise. */
  others: Float32Array;
  /** The photo on the grid of the shares. */
  guide: Guide;
}

/**
 * Removes from a region's matte the pixels whose colour is unlike everything nearby that certainly belongs to the
 * region: the snow of a far range below bright haze, the dark rock beside a waterfall. Where clouds or waves make the
 * region vary a lot, no colour is unlike it. Where nothing nearby is certain, the whole region is compared. Only pixels
 * near land are examined, and only those the scene network is uncertain about.
 *
 * @param matte how much of each pixel belongs to the region, 0 … 255; modified in place
 */
export function dropUnlike(matte: Uint8Array, { plane, others, guide }: Surroundings, photo: Photo): void {
  const { width, height, rgba } = photo;
  const known = new Float32Array(plane.length);
  for (let i = 0; i < known.length; i++) known[i] = plane[i] > sure ? 1 : 0;
  if (!known.includes(1)) return;
  const radius = Math.max(1, Math.round(reach * guide.width));
  const around = (values: Float32Array) => boxMean(values, guide.width, guide.height, radius, values);
  const weight = around(known.slice());
  const colours = guide.planes.map((values) => {
    const whole = momentsOf(values, known);
    const mean = new Float32Array(values.length);
    const deviation = new Float32Array(values.length);
    for (let i = 0; i < mean.length; i++) {
      mean[i] = values[i] * known[i];
      deviation[i] = values[i] * values[i] * known[i];
    }
    around(mean);
    around(deviation);
    for (let i = 0; i < mean.length; i++) {
      const local = weight[i] < leastKnown ? whole : momentsFrom(weight[i], mean[i], deviation[i]);
      mean[i] = 255 * local.mean;
      deviation[i] = 255 * local.deviation;
    }
    return { mean, deviation };
  });
  const isNear = mostAround(
    findLand(others, guide),
    guide.width,
    guide.height,
    Math.round(nearLand * guide.width),
  );
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * guide.width) / width));
  for (let y = 0, pixel = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * guide.height) / height) * guide.width;
    for (let x = 0; x < width; x++, pixel++) {
      if (matte[pixel] === 0) continue;
      const point = row + columns[x];
      if (known[point] || !isNear[point]) continue;
      const unlike = unlikeness(point, 4 * pixel);
      if (unlike > 0) matte[pixel] = Math.round(matte[pixel] * Math.max(0, 1 - unlike));
    }
  }

  /**
   * How much a pixel's colour differs from the region's around a grid point: up to 0 not at all, from 1 on certainly.
   */
  function unlikeness(point: number, at: number): number {
    let unlike = 0;
    for (let channel = 0; channel < 3; channel++) {
      const { mean, deviation } = colours[channel];
      const away = Math.abs(rgba[at + channel] - mean[point]);
      const low = begins.deviations * deviation[point] + begins.levels;
      const high = ends.deviations * deviation[point] + ends.levels;
      unlike = Math.max(unlike, (away - low) / (high - low));
    }
    return unlike;
  }
}

interface Moments {
  mean: number;
  deviation: number;
}

function momentsFrom(weight: number, sum: number, squares: number): Moments {
  const mean = sum / weight;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / weight - mean ** 2)) };
}

/** Mean and deviation of all known values, used where a window holds too few of them. */
function momentsOf(values: Float32Array, known: Float32Array): Moments {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    count += known[i];
    sum += known[i] * values[i];
    squares += known[i] * values[i] ** 2;
  }
  return momentsFrom(count, sum, squares);
}

/**
 * 1 at points of land, else 0. The network sees possible land in some clouds, but is certain of none of their points.
 */
function findLand(others: Float32Array, { width, height }: Guide): Uint8Array {
  const land = new Uint8Array(others.length);
  visitComponents(
    width,
    height,
    (point) => others[point] > likelyLand,
    ({ pixels }) => {
      if (pixels.some((point) => others[point] > surelyLand)) for (const point of pixels) land[point] = 1;
    },
  );
  return land;
}
