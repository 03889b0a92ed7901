import type { Bundle } from './bundle/bundle.ts';
import type { FoundRegion, Point } from './controls/schema.ts';
import { shrinkPhoto } from './layers/guided-filter.ts';
import { findLights } from './layers/lights.ts';
import type { RegionShares } from './layers/regions.ts';
import { findHorizon } from './motion/horizon.ts';
import { type MovingLayer, predictMotion } from './motion/motion.ts';
import type { Photos } from './photos.ts';
import { Predictions } from './predictions.ts';
import { type KnownPhoto, seePhoto } from './seen-photo.ts';
import { parseSettings } from './settings.ts';

/** What is detected in a photo before anything is rendered. */
export interface SceneData {
  /** Size of the photo as seen. */
  widthPixels: number;
  heightPixels: number;
  /** Share of the height from the top; null if none was found. */
  horizon: number | null;
  /** Moving regions, back to front, and the land. */
  regions: SceneRegion[];
  lights: SceneLight[];
  /** For drafts of the same photo. */
  known: KnownPhoto;
}

export interface SceneRegion {
  region: FoundRegion;
  /** Of the picture, 0 … 1. */
  areaShare: number;
  /** Grey, 8 bits: 255 is inside. */
  mask: { width: number; height: number; pixels: Uint8Array };
  /** Of the motion at the usual settings: 0 to the right, 90 up; null if it does not move. */
  degrees: number | null;
  /** Percent of the width per second; null if it does not move. */
  speedPercent: number | null;
}

/** A sun or a lamp that does not move. */
export interface SceneLight {
  at: Point;
  /** A share of the width. */
  radius: number;
}

const regionOf = { sky: 'SKY', water: 'WATER', mist: 'MIST' } as const;

/**
 * What the networks detect in a photo, as data: regions with their masks and predicted drift, the horizon and lights. A
 * bundle without a scene network finds no regions.
 * @throws UserError for the photo; the reason of `signal` when it aborts
 */
export async function describeScene(
  bundle: Bundle,
  photoPath: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<SceneData> {
  const { photos, known, widthPixels, heightPixels } = await seePhoto(bundle, photoPath, signal);
  const { found } = known;
  const predictions = new Predictions(bundle, photos, known.predictions);
  const options = { predictions, found, signal };
  const { layers, shares } = await predictMotion(bundle, photos, parseSettings({}), options);
  return {
    widthPixels,
    heightPixels,
    horizon: findHorizon(layers),
    regions: listRegions(layers, photos),
    lights: shares ? listLights(shares, photos) : [],
    known,
  };
}

function listRegions(layers: readonly MovingLayer[], { output: { width, height } }: Photos): SceneRegion[] {
  const land = new Uint8Array(width * height).fill(255);
  const toRegion = (region: FoundRegion, pixels: Uint8Array) => ({
    region,
    areaShare: pixels.reduce((sum, value) => sum + value, 0) / (255 * pixels.length),
    mask: { width, height, pixels },
  });
  const moving = layers.flatMap(({ kind, mask, seen }) => {
    if (kind === 'any' || kind === 'drawn') return [];
    for (let i = 0; i < land.length; i++) land[i] -= mask[i];
    const { degrees, speedPercent } = seen;
    return [
      { ...toRegion(regionOf[kind], mask), degrees, speedPercent: degrees === null ? null : speedPercent },
    ];
  });
  const rest = toRegion('LAND', land);
  return rest.areaShare > 0 ? [...moving, { ...rest, degrees: null, speedPercent: null }] : moving;
}

function listLights({ side, planes }: RegionShares, { output }: Photos): SceneLight[] {
  const guide = shrinkPhoto(output, side, side);
  return findLights(guide, planes.sky).map(({ x, y, radius }) => ({
    at: { x: x / (side - 1), y: y / (side - 1) },
    radius: radius / (side - 1),
  }));
}
