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
  /**
   * The layer, continued behind whatever stands in front of it; the photo where the mask is 255. For mist: only its
   * wisps (see `keepWisps`).
   */
  background: Photo;
  /** The mask on the motion grid, 0 … 1. */
  area: Float32Array;
  /** How freely each point of the grid may drift, 0 … 1: less near a light such as the sun. Only for a sky. */
  freedom?: Float32Array;
  /** Where a calm lake meets its far shore: distance from the top of the picture, as a share of its height. */
  waterline?: number;
}

export interface SplitOptions {
  /** Shares from the scene network; absent if the bundle has no scene network. */
  shares?: RegionShares;
  /** How far each point of the motion grid moves by the predicted flow alone, 0 … 1 (see `movingArea`). */
  moving: Float32Array;
}

/**
 * Finds the mattes of everything that moves on its own: sky, water and mist if the regions are known, otherwise the
 * area that moves in the predicted flow.
 */
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
  /** Side of the motion grid, in points. */
  side: number;
  /** Points of that grid (1) where the background of `drawn` stays the photo: things there move with their outline. */
  kept?: Uint8Array;
}

/** Cuts a photo along its mattes into layers, back to front. What no matte covers is land, in front of all layers. */
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
    const whole = cutOut(photo, matte, {
      keepsDoubted: kind === 'water',
      unpainted: kind === 'drawn' && kept ? { kept, side } : undefined,
    });
    const layer = layOut(kind, kind === 'mist' ? keepWisps(whole) : whole);
    if (kind === 'water') return [{ ...layer, waterline }];
    if (kind !== 'sky' || !seen) return [layer];
    // The sun stays in place while clouds pass: they slow down around it.
    const lights = findLights(seen.guide, seen.shares.planes.sky);
    return [{ ...layer, freedom: freedomNear(lights, seen.guide, side) }];
  });
}

/** Splits a photo into its layers, back to front: finds the mattes and cuts along them (algorithm §3.2, §3.3). */
export function splitLayers(photo: Photo, options: SplitOptions): Layer[] {
  const { mattes, ...found } = findMattes(photo, options);
  return cutLayers(photo, mattes, { ...found, side: Math.sqrt(options.moving.length) });
}
