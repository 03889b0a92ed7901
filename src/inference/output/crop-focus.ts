import type { Focus } from '../../outputs/crops.ts';
import type { Size } from '../../photo/output-size.ts';
import type { Photo } from '../../photo/photo.ts';
import { shrinkPhoto } from '../layers/guided-filter.ts';
import { findHorizon } from '../motion/horizon.ts';
import type { MovingLayer } from '../motion/motion.ts';

/** What each is worth in a window: all of the picture's motion, all of its detail, and being in the middle. */
const worth = { motion: 1, detail: 0.7, middle: 0.15, horizon: 2 };
/** The horizon stays this far from a window's edges, as a share of its height. */
const horizonMargin = 0.1;

/** Where to cut windows of any size out of a picture so that what moves and the horizon stay inside. */
export interface CropFinder {
  /** @param part of the picture that a window shows, in shares of its width and height: one of them is 1 */
  find(part: Size): Focus;
}

/** Looks at what moves, where there is detail, and where the horizon is: once, when the first window is asked for. */
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
  const detail = detailOf(photo, side);
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
      worth.motion * shareWithin(motion, from, points) +
      worth.detail * shareWithin(detail, from, points) -
      worth.middle * away * away -
      worth.horizon * horizonMissed(horizon, centre - part / 2, part);
    if (score > best.score) best = { score, centre };
  }
  return best.centre;
}

/** How far a window is from holding the horizon with room around it, in shares of the window. */
function horizonMissed(horizon: number | null, top: number, part: number): number {
  if (horizon === null) return 0;
  const place = (horizon - top) / part;
  return Math.max(0, horizonMargin - place, place - (1 - horizonMargin));
}

function shareWithin(values: Float32Array, from: number, points: number): number {
  let [inside, all] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    all += values[i];
    if (i >= from && i < from + points) inside += values[i];
  }
  return all > 0 ? inside / all : 0;
}

/** Sums of a grid along its columns (`x`) or rows (`y`). */
function profile(grid: Float32Array, side: number, along: 'x' | 'y'): Float32Array {
  const sums = new Float32Array(side);
  for (let i = 0; i < grid.length; i++) sums[along === 'x' ? i % side : Math.floor(i / side)] += grid[i];
  return sums;
}

/** Differences of neighbours on a small copy of a photo: what stands out attracts the eye. */
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
  return detail;
}
