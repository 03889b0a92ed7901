import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { resizeNearest } from '../grids/resize-nearest.ts';
import { type Steps, stepsHere } from '../threads/steps.ts';
import { findBorder } from './border.ts';
import { clearSky } from './clear-sky.ts';
import { clearWater } from './clear-water.ts';
import { ColourFit, type Guide, lightnessOf, readLines, shrinkPhoto } from './guided-filter.ts';
import { softenHaze } from './haze.ts';
import { findMarks } from './marks/marks.ts';
import { type MovingRegion, movingRegions, type RegionShares } from './regions.ts';
import {
  dropOutdone,
  fillBetween,
  type Hints,
  keepLikelyAreas,
  keepSureAreas,
  makeSolid,
  yieldToLand,
} from './sure-regions.ts';
import { takeAway } from './take-away.ts';
import { weighLooks } from './water-colours.ts';
import { holdToWaterline, type Waterline } from './waterline.ts';

/** Half the side of the fit's window, as a share of the grid's side. */
const fitRadius = 0.015;
/** Minimum variance of colour, 0…1, for a meaningful window. */
const fitEpsilon = 1e-4;
/** Fitted shares below the first count as 0, above the second as 1. */
const [surelyOut, surelyIn] = [0.3, 0.7];
/** Regions smaller than this share of the picture are dropped: nobody misses their motion. */
const leastArea = 0.002;

/** How much of each pixel of a photo belongs to each moving region, 0 … 255; the remainder up to 255 is land. */
export type Mattes = Partial<Record<MovingRegion, Uint8Array>>;

export interface MatteOptions {
  /** The photo on the grid of the shares, if the caller already has it. */
  small?: Guide;
  /** How far each point of a square grid moves by the predicted flow, 0 … 1; a hint for what is water. */
  moving?: Float32Array;
  /** Of a calm lake, if there is one. */
  waterline?: Promise<Waterline | undefined>;
  /** Runs what needs no other step's result; default: here. */
  steps?: Steps;
}

/**
 * Turns the coarse shares of a scene into mattes that follow the edges of the full-size photo. In windows of the coarse
 * grid, each share is fitted as a linear function of the photo's colours. The function is then evaluated at the colour
 * of every pixel (a guided filter).
 *
 * No matte includes things in front of a sky or water that are too thin for the scene network, things that look like no
 * sky or water nearby, or watermarks and borders laid over the photo. Regions that are nearly absent from the photo
 * have no matte. At every pixel the mattes sum to at most 255.
 *
 */
export async function drawMattes(
  shares: RegionShares,
  photo: Photo,
  options: MatteOptions = {},
): Promise<Mattes> {
  const { side, planes } = shares;
  const { small = shrinkPhoto(photo, side, side), moving, waterline, steps = stepsHere } = options;
  const marks = steps.run(new URL('./marks/marks.ts', import.meta.url), findMarks, photo);
  const guide = blurGuide(small);
  const lightness = lightnessOf(guide);
  const water = findWater(planes.water, small, { lightness, moving: moving && resizeGrid(moving, side) });
  const beside = (share: number, i: number) => Math.min(share, 1 - water[i]);
  const land = planes.land.map(beside);
  const sureOf = {
    sky: () => yieldToLand(keepSureAreas(planes.sky.map(beside), side), land, 'sky'),
    water: () => solidWater(water, land, side),
    mist: () => keepSureAreas(planes.mist.map(beside), side),
  };
  const sure = movingRegions.map((region) => ({ region, plane: sureOf[region]() }));
  const present = sure.filter(({ plane }) => mean(plane) >= leastArea);
  const mattes: Mattes = {};
  const radius = Math.max(1, Math.round(fitRadius * side));
  const fit = new ColourFit(guide, { radius, epsilon: fitEpsilon });
  for (const { region, plane } of present)
    mattes[region] = readLines(fit.linesOf(plane), guide, photo, [surelyOut, surelyIn]);
  shareOut(Object.values(mattes));
  const others = planes.sky.map((sky, i) => 1 - sky - planes.water[i]);
  const around = (plane: Float32Array) => ({ plane, others, guide: small });
  const clearUrl = new URL('./clear-sky.ts', import.meta.url);
  const clear = mattes.sky && steps.run(clearUrl, clearSky, mattes.sky, around(planes.sky), photo);
  if (mattes.water) clearWater(mattes.water, around(planes.water), photo, moving);
  if (clear) mattes.sky = await clear;
  const line = await waterline;
  if (mattes.water && line) {
    const { water, ...others } = mattes;
    holdToWaterline(water, Object.values(others), line, photo);
  }
  if (mattes.sky && mattes.water) softenHaze([mattes.sky, mattes.water], shares, small, photo);
  const marked = await marks;
  if (marked) for (const matte of Object.values(mattes)) takeAway(matte, marked);
  keepBorder(Object.values(mattes), photo);
  return mattes;
}

/** Shares of water where the networks are certain of it, and where the photo looks like that certain water. */
function findWater(water: Float32Array, guide: Guide, hints: Hints): Float32Array {
  const side = guide.width;
  const possible = dropOutdone(water, side, hints);
  return keepLikelyAreas(weighLooks(possible, keepSureAreas(possible, side, hints), guide), side);
}

/** Makes areas of water solid except for their rim, and narrower where water borders on land. */
function solidWater(water: Float32Array, land: Float32Array, side: number): Float32Array {
  return yieldToLand(makeSolid(fillBetween(water, side), side), land);
}

/** Resizes a square grid to another side, by nearest points. */
function resizeGrid(values: Float32Array, side: number): Float32Array {
  const from = Math.sqrt(values.length);
  return resizeNearest(values, { width: from, height: from }, { width: side, height: side });
}

/** Blurs a guide about as much as the network blurs its edges. */
function blurGuide({ width, height, planes }: Guide): Guide {
  const [r, g, b] = planes.map((plane) => boxMean(plane, width, height, 1));
  return { width, height, planes: [r, g, b] };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Where mattes sum to more than 255, scales all of them down by the same factor. */
function shareOut(mattes: readonly Uint8Array[]): void {
  if (mattes.length < 2) return;
  const sums = Uint16Array.from(mattes[0]);
  for (const matte of mattes.slice(1)) for (let i = 0; i < sums.length; i++) sums[i] += matte[i];
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i];
    if (sum <= 255) continue;
    for (const matte of mattes) matte[i] = Math.floor((matte[i] * 255) / sum);
  }
}

function keepBorder(mattes: readonly Uint8Array[], photo: Photo): void {
  const { width, height } = photo;
  const { top, bottom, left, right } = findBorder(photo);
  for (const matte of mattes) {
    matte.fill(0, 0, top * width);
    matte.fill(0, (height - bottom) * width);
    for (let y = 0; y < height; y++) {
      matte.fill(0, y * width, y * width + left);
      matte.fill(0, (y + 1) * width - right, (y + 1) * width);
    }
  }
}
