import type { Focus } from '../../outputs/crops.ts';
import type { Size } from '../../photo/output-size.ts';
import type { Photo } from '../../photo/photo.ts';
import { shrinkPhoto } from '../layers/guided-filter.ts';
import { findHorizon } from '../motion/horizon.ts';
import type { MovingLayer } from '../motion/motion.ts';

/** Weights of a window's criteria: motion, salient objects, and a central position. */
const worth = { motion: 0.6, detail: 0.8, middle: 0.15, horizon: 2 };
/** How much less the detail of what moves counts. */
const movingDetail = 0.9;
/** Detail counts above this multiple of the mean. */
const standsOut = 2;
/** Distance of the horizon from a window's edges, as a share of its height. */
const horizonMargin = 0.1;

/** Finds windows of any size in a picture that contain the moving parts and the horizon. */
export interface CropFinder {
  /** @param part of the picture that a window shows, in shares of its width and height: one of them is 1 */
  find(part: Size): Focus;
}

/** Analyses motion, detail and the horizon once, when the first window is requested. */
export function findCrops(layers: readonly MovingLayer[], photo: Photo): CropFinder {
  let scene: CropScene | undefined;
  return {
    find({ width, height }) {
      scene ??= readScene(layers, photo);
      return { x: bestCentre(scene.x, width, null), y: bestCentre(scene.y, height, scene.horizon) };
    },
  };
}

interface CropScene {
  x: Profile;
  y: Profile;
  /** Share of the height. */
  horizon: number | null;
}

function readScene(layers: readonly MovingLayer[], photo: Photo): CropScene {
  const side = Math.round(Math.sqrt(layers[0]?.area.length ?? 64 ** 2));
  const motion = new Float32Array(side * side);
  for (const { area } of layers) {
    for (let i = 0; i < motion.length; i++) motion[i] = Math.min(1, motion[i] + area[i]);
  }
  // Static things among moving areas are the subject of the picture; waves and clouds have detail everywhere.
  const detail = detailOf(photo, side).map((value, i) => value * (1 - movingDetail * motion[i]));
  const along = (axis: 'x' | 'y') => ({
    motion: profile(motion, side, axis),
    detail: profile(detail, side, axis),
  });
  return { x: along('x'), y: along('y'), horizon: findHorizon(layers) };
}

/** Sums of a grid along one direction. */
interface Profile {
  motion: Float32Array;
  detail: Float32Array;
}

/** The centre of the best window along one direction, all in shares of the picture. */
function bestCentre({ motion, detail }: Profile, part: number, horizon: number | null): number {
  if (part >= 1) return 0.5;
  const side = motion.length;
  const points = Math.max(1, Math.round(part * side));
  let best = { score: Number.NEGATIVE_INFINITY, centre: 0.5 };
  for (let from = 0; from + points <= side; from++) {
    const centre = (from + points / 2) / side;
    const away = (centre - 0.5) / ((1 - part) / 2);
    const score =
      // More motion than usual is no reason to leave out static things.
      worth.motion * Math.min(1, shareWithin(motion, from, points) / part) +
      worth.detail * shareWithin(detail, from, points, true) -
      worth.middle * away * away -
      worth.horizon * horizonMissed(horizon, centre - part / 2, part);
    if (score > best.score) best = { score, centre };
  }
  return best.centre;
}

/** How far the horizon is from being inside a window with a margin, in shares of the window. */
function horizonMissed(horizon: number | null, top: number, part: number): number {
  if (horizon === null) return 0;
  const place = (horizon - top) / part;
  return Math.max(0, horizonMargin - place, place - (1 - horizonMargin));
}

/** Share of the total inside a window, 0 … 1. With `isToStandFree`, values near its edges have less weight. */
function shareWithin(values: Float32Array, from: number, points: number, isToStandFree = false): number {
  let [inside, all] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    all += values[i];
    if (i < from || i >= from + points) continue;
    const away = (2 * (i + 0.5 - from)) / points - 1;
    inside += values[i] * (isToStandFree ? 1 - away ** 2 : 1);
  }
  return all > 0 ? inside / all : 0;
}

/** Sums of a grid along its columns (`x`) or rows (`y`). */
function profile(grid: Float32Array, side: number, along: 'x' | 'y'): Float32Array {
  const sums = new Float32Array(side);
  for (let i = 0; i < grid.length; i++) sums[along === 'x' ? i % side : Math.floor(i / side)] += grid[i];
  return sums;
}

/** Differences between neighbours on a small copy of a photo, as far as they exceed the usual: salient detail. */
function detailOf(photo: Photo, side: number): Float32Array {
  const { planes } = shrinkPhoto(photo, side, side);
  const detail = new Float32Array(side * side);
  for (const plane of planes) {
    for (let y = 1; y < side; y++) {
      for (let x = 1; x < side; x++) {
        const i = y * side + x;
        detail[i] += Math.abs(plane[i] - plane[i - 1]) + Math.abs(plane[i] - plane[i - side]);
      }
    }
  }
  const mean = detail.reduce((sum, value) => sum + value, 0) / detail.length;
  return detail.map((value) => Math.max(0, value - standsOut * mean));
}
