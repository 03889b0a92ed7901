import { boxMean } from '../../grids/box-filter.ts';
import type { LayerKind } from '../../layers/kinds.ts';
import { type SmallSize, shrinkBytes, smallSize } from './small-plane.ts';

/** A layer for the check of a video: how much of each pixel belongs to it, 0…255, at output size. */
export interface JudgedLayer {
  kind: LayerKind;
  mask: Uint8Array;
}

/** Areas of the small picture: 1 or 0 at each point. */
export interface Areas extends SmallSize {
  /** Points without any layer nearby, where nothing may move. */
  land: Float32Array;
  /** Points that belong entirely to one layer. */
  moving: Float32Array;
  sky: Float32Array;
  water: Float32Array;
  /** Share of the picture that layers cover, 0…1. */
  movingShare: number;
}

/** Minimum share of a layer for a point to belong to it entirely. */
const wholly = 0.98;
/** Maximum mean share of all layers around a point of land. */
const untouched = 0.002;
/** Distance of land from layers, in points: near the soft edge of a matte both sides change. */
const clearance = 2;

/** Computes the areas from the mattes of the video. */
export function drawAreas(layers: readonly JudgedLayer[], output: { width: number; height: number }): Areas {
  const size = smallSize(output.width, output.height);
  const points = size.width * size.height;
  const [covered, moving, sky, water] = Array.from({ length: 4 }, () => new Float32Array(points));
  for (const { kind, mask } of layers) {
    const shares = shrinkBytes(mask, output.width, size);
    for (let i = 0; i < points; i++) {
      const share = shares[i] / 255;
      covered[i] = Math.min(1, covered[i] + share);
      if (share < wholly) continue;
      moving[i] = 1;
      if (kind === 'sky') sky[i] = 1;
      else if (kind === 'water') water[i] = 1;
    }
  }
  const nearby = boxMean(covered, size.width, size.height, clearance);
  const land = nearby.map((share) => (share < untouched ? 1 : 0));
  return { ...size, land, moving, sky, water, movingShare: meanOf(covered) };
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Number of points of an area. */
export function countPoints(area: Float32Array): number {
  return area.reduce((sum, value) => sum + value, 0);
}
