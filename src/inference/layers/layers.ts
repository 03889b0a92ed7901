import type { Photo } from '../../photo/photo.ts';
import { shrinkPlane } from '../grids/shrink.ts';
import { type Cutout, cutOut, paintBackground, widenStatic } from './background.ts';
import type { FoundScene } from './found-scene.ts';
import { shrinkPhoto } from './guided-filter.ts';
import { type LayerKind, type LayerMattes, layerKinds } from './kinds.ts';
import { findLights, freedomNear } from './lights.ts';
import { drawMattes } from './mattes.ts';
import { movingMask } from './moving-mask.ts';
import type { RegionShares } from './regions.ts';
import { findWaterline } from './waterline.ts';
import { keepWisps } from './wisps.ts';

/** A part of the photo that moves on its own. */
export interface Layer {
  kind: LayerKind;
  /** How much of each pixel belongs to the layer, 0 … 255, at output size. */
  mask: Uint8Array;
  /** The layer continued behind what stands before it; the photo where the mask is 255. Of mist only its wisps. */
  background: Photo;
  /** The mask on the motion grid, 0 … 1. */
  area: Float32Array;
  /** How freely each point of the grid may drift, 0 … 1, where a light holds some back. */
  freedom?: Float32Array;
  /** Of a calm lake: where it meets its far shore, from the picture's upper border, as a share of the height. */
  waterline?: number;
}

export interface SplitOptions {
  /** From the scene network; absent where the bundle has none. */
  shares?: RegionShares;
  /** How far each point of the motion grid moves by the predicted flow alone (see `movingArea`). */
  moving: Float32Array;
}

/** The mattes of what moves on its own: sky, water and mist where regions are known, else what the flow says moves. */
export function findMattes(photo: Photo, { shares, moving }: SplitOptions): FoundScene {
  const { width, height } = photo;
  if (!shares) {
    const mask = movingMask(moving, Math.sqrt(moving.length), photo);
    return { width, height, mattes: { any: widenStatic(mask, width, height) } };
  }
  const guide = shrinkPhoto(photo, shares.side, shares.side);
  const waterline = findWaterline(photo, shares);
  const mattes = drawMattes(shares, photo, guide, moving, waterline);
  return { width, height, mattes, waterline: waterline?.height, seen: { shares, guide } };
}

export interface CutOptions extends Pick<FoundScene, 'seen' | 'waterline'> {
  /** Of the motion grid. */
  side: number;
  /** Points of that grid around which the background of `drawn` is the photo as it is: its outline moves along. */
  kept?: Uint8Array;
}

/** Cuts a photo along its mattes into layers, back to front. What belongs to none is land and stands in front of all. */
export function cutLayers(
  photo: Photo,
  mattes: LayerMattes,
  { seen, waterline, side, kept }: CutOptions,
): Layer[] {
  const layOut = (kind: LayerKind, cutout: Cutout): Layer => ({
    kind,
    ...cutout,
    area: shrinkPlane(cutout.mask, photo.width, photo.height, side),
  });
  return layerKinds.flatMap((kind) => {
    const matte = mattes[kind];
    if (!matte) return [];
    if (kind === 'any') return [layOut(kind, { mask: matte, background: paintBackground(photo, matte) })];
    const whole = cutOut(photo, matte, kind === 'drawn' && kept ? { kept, side } : undefined);
    const layer = layOut(kind, kind === 'mist' ? keepWisps(whole) : whole);
    if (kind === 'water') return [{ ...layer, waterline }];
    if (kind !== 'sky' || !seen) return [layer];
    // A sun stays where it is while clouds pass: they slow down around it.
    const lights = findLights(seen.guide, seen.shares.planes.sky);
    return [{ ...layer, freedom: freedomNear(lights, seen.guide, side) }];
  });
}

/** The layers of what is found of a photo (algorithm §3.2, §3.3). */
export function splitLayers(photo: Photo, options: SplitOptions): Layer[] {
  const { mattes, ...found } = findMattes(photo, options);
  return cutLayers(photo, mattes, { ...found, side: Math.sqrt(options.moving.length) });
}
