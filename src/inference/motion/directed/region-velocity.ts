import type { Region } from '../../controls/schema.ts';
import type { LatentCode } from '../../latent-code.ts';
import { measureSpeed } from '../speed.ts';
import type { Velocity } from '../velocity.ts';
import { layArrows } from './arrows.ts';
import { type GridFrame, pixelsPerFrame, pixelsPerUnit } from './frame.ts';

/** Default speed of directions and arrows, percent of the width per second. */
export const usualSpeedPercent = 2;

/** A layer's own motion. */
export interface OwnMotion {
  /** With the code of the settings, at the layer's own pace. */
  own: Velocity;
  /** The same with another code. */
  withCode(code: LatentCode): Velocity;
  /** The predicted flow of a layer that would be static by itself, such as reflecting water. */
  driven(): Velocity;
  /** How much of each point of the grid belongs to the layer, 0 … 1. */
  area: Float32Array;
  /** Whether parts without arrows keep their own motion: not in a sky, which moves as a whole. */
  hasParts: boolean;
  /** How freely each point moves near a light, 0 … 1. */
  freedom?: Float32Array;
}

/**
 * The motion of a region's part of a layer, backward flow in grid units per frame.
 * @param share of the region at each point, 0 … 1; absent if it is the whole layer
 */
export function regionVelocity(
  { motion, speedPercent }: Pick<Region, 'motion' | 'speedPercent'>,
  share: Float32Array | undefined,
  layer: OwnMotion,
  frame: GridFrame,
): Velocity {
  const speed = speedPercent ?? usualSpeedPercent;
  if (motion.degrees !== undefined) return held(straightOn(motion.degrees, speed, frame), layer);
  if (motion.arrows) {
    const prediction = layer.hasParts ? layer.own : undefined;
    return held(layArrows({ arrows: motion.arrows, speedPercent: speed, prediction }, frame), layer);
  }
  const stands = motion.kind !== undefined && motion.kind !== 'PREDICTED';
  if (stands) return new Float32Array(layer.own.length);
  const predicted = motion.code ? layer.withCode(motion.code) : layer.own;
  if (speedPercent === undefined) return predicted;
  return atSpeed(predicted, share, layer, frame) ?? atSpeed(layer.driven(), share, layer, frame) ?? predicted;

  /** A velocity scaled to the wanted mean over the region; undefined if it is static. */
  function atSpeed(
    velocity: Velocity,
    within: Float32Array | undefined,
    { area }: OwnMotion,
    grid: GridFrame,
  ) {
    const part = within ? area.map((value, i) => value * within[i]) : area;
    const { meanPixels } = measureSpeed(velocity, part, grid.output);
    const wanted = pixelsPerFrame(speed, grid);
    // A flow a thousand times slower than wanted has no meaningful direction.
    if (meanPixels < wanted / 1000) return undefined;
    return velocity.map((value) => (value * wanted) / meanPixels);
  }
}

function straightOn(degrees: number, speedPercent: number, frame: GridFrame): Velocity {
  const units = pixelsPerUnit(frame);
  const speed = pixelsPerFrame(speedPercent, frame);
  const angle = (degrees * Math.PI) / 180;
  const x = (-speed * Math.cos(angle)) / units.x;
  const y = (speed * Math.sin(angle)) / units.y;
  return Float32Array.from({ length: 2 * frame.side ** 2 }, (_, i) => (i % 2 === 0 ? x : y));
}

function held(velocity: Velocity, { freedom }: OwnMotion): Velocity {
  return freedom ? velocity.map((value, i) => value * freedom[i >> 1]) : velocity;
}
