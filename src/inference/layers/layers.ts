import type { Photo } from '../../photo/photo.ts';
import { shrinkPlane } from '../grids/shrink.ts';
import { type Cutout, cutOut, paintBackground, widenStatic } from './background.ts';
import { shrinkPhoto } from './guided-filter.ts';
import { findLights, freedomNear } from './lights.ts';
import { drawMattes } from './mattes.ts';
import { movingMask } from './moving-mask.ts';
import { type MovingRegion, movingRegions, type RegionShares } from './regions.ts';

/** A part of the photo that moves on its own. */
export interface Layer {
  /** `any`: whatever the flow says moves, where no regions are known. */
  kind: MovingRegion | 'any';
  /** How much of each pixel belongs to the layer, 0 … 255, at output size. */
  mask: Uint8Array;
  /** The layer continued behind what stands before it; the photo where the mask is 255. */
  background: Photo;
  /** The mask on the motion grid, 0 … 1. */
  area: Float32Array;
  /** How freely each point of the grid may drift, 0 … 1, where a light holds some back. */
  freedom?: Float32Array;
}

export interface SplitOptions {
  /** From the scene network; absent where the bundle has none. */
  shares?: RegionShares;
  /** How far each point of the motion grid moves by the predicted flow alone (see `movingArea`). */
  moving: Float32Array;
}

/**
 * The parts of a photo that move on their own, back to front: sky, water and mist where regions are known, else what the flow
 * says moves. What belongs to none is land and stands in front of all.
 */
export function splitLayers(photo: Photo, { shares, moving }: SplitOptions): Layer[] {
  const side = Math.sqrt(moving.length);
  const layOut = (kind: Layer['kind'], cutout: Cutout): Layer => ({
    kind,
    ...cutout,
    area: shrinkPlane(cutout.mask, photo.width, photo.height, side),
  });
  if (!shares) {
    const mask = widenStatic(movingMask(moving, side, photo), photo.width, photo.height);
    return [layOut('any', { mask, background: paintBackground(photo, mask) })];
  }
  const guide = shrinkPhoto(photo, shares.side, shares.side);
  const mattes = drawMattes(shares, photo, guide, moving);
  return movingRegions.flatMap((region) => {
    const matte = mattes[region];
    if (!matte) return [];
    const layer = layOut(region, cutOut(photo, matte));
    if (region !== 'sky') return [layer];
    // A sun stays where it is while clouds pass: they slow down around it.
    return [{ ...layer, freedom: freedomNear(findLights(guide, shares.planes.sky), guide, side) }];
  });
}
