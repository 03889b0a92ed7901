import type { Photo } from '../../photo/photo.ts';
import { shrinkPlane } from '../grids/shrink.ts';
import { type Steps, stepsHere } from '../threads/steps.ts';
import { widenStatic } from './background.ts';
import { cutKind } from './cut-kind.ts';
import type { FoundScene } from './found-scene.ts';
import { shrinkPhoto } from './guided-filter.ts';
import { type LayerKind, type LayerMattes, layerKinds } from './kinds.ts';
import { freedomNearLamps } from './lamps.ts';
import { findLights, freedomNear } from './lights.ts';
import { drawMattes } from './mattes.ts';
import { movingMask } from './moving-mask.ts';
import type { RegionShares } from './regions.ts';
import { findWaterline } from './waterline.ts';

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
  /** Runs what needs no other step's result; default: here. */
  steps?: Steps;
}

/**
 * Finds the mattes of everything that moves on its own: sky, water and mist if the regions are known, otherwise the
 * area that moves in the predicted flow.
 */
export async function findMattes(
  photo: Photo,
  { shares, moving, steps = stepsHere }: SplitOptions,
): Promise<FoundScene> {
  const { width, height } = photo;
  if (!shares) {
    const mask = movingMask(moving, Math.sqrt(moving.length), photo);
    return { width, height, mattes: { any: widenStatic(mask, width, height) } };
  }
  const guide = shrinkPhoto(photo, shares.side, shares.side);
  const waterline = steps.run(new URL('./waterline.ts', import.meta.url), findWaterline, photo, shares);
  const mattes = await drawMattes(shares, photo, { small: guide, moving, waterline, steps });
  return { width, height, mattes, waterline: (await waterline)?.height, seen: { shares, guide } };
}

export interface CutOptions extends Pick<FoundScene, 'seen' | 'waterline'>, Pick<SplitOptions, 'steps'> {
  /** Side of the motion grid, in points. */
  side: number;
  /** Points of that grid (1) where the background of `drawn` stays the photo: things there move with their outline. */
  kept?: Uint8Array;
}

/** Cuts a photo along its mattes into layers, back to front. What no matte covers is land, in front of all layers. */
export async function cutLayers(
  photo: Photo,
  mattes: LayerMattes,
  { seen, waterline, side, kept, steps = stepsHere }: CutOptions,
): Promise<Layer[]> {
  const kinds = layerKinds.filter((kind) => mattes[kind]);
  const cutouts = kinds.map((kind, i) => {
    // While every other layer is cut beside this thread, it cuts the next.
    const beside = i % 2 === 0 && i + 1 < kinds.length ? steps : stepsHere;
    const unpainted = kind === 'drawn' && kept ? { kept, side } : undefined;
    const module = new URL('./cut-kind.ts', import.meta.url);
    return beside.run(module, cutKind, kind, photo, mattes[kind] as Uint8Array, unpainted);
  });
  return (await Promise.all(cutouts)).map((cutout, i): Layer => {
    const kind = kinds[i];
    const area = shrinkPlane(cutout.mask, photo.width, photo.height, side);
    const layer = { kind, ...cutout, area };
    if (kind === 'water') return { ...layer, waterline };
    if (kind !== 'sky' || !seen) return layer;
    return { ...layer, freedom: freedomOfSky(seen, side) };
  });
}

/** The sun and lamps stay in place while clouds pass: they slow down around them. */
function freedomOfSky(
  { guide, shares }: NonNullable<FoundScene['seen']>,
  side: number,
): Float32Array | undefined {
  const { sky } = shares.planes;
  const lamps = freedomNearLamps(guide, sky, side);
  const sun = freedomNear(findLights(guide, sky), guide, side);
  return lamps && sun ? sun.map((freedom, i) => Math.min(freedom, lamps[i])) : (lamps ?? sun);
}

/** Splits a photo into its layers, back to front: finds the mattes and cuts along them (algorithm §3.2, §3.3). */
export async function splitLayers(photo: Photo, options: SplitOptions): Promise<Layer[]> {
  const { mattes, ...found } = await findMattes(photo, options);
  return cutLayers(photo, mattes, { ...found, side: Math.sqrt(options.moving.length) });
}
