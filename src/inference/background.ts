import type { Photo } from '../photo/photo.ts';
import { fillUnknown } from './fill.ts';

/** Static things are taken to reach this much further than their mask, as a share of the width: one pixel in 1280. */
const outline = 1 / 1280;

/**
 * Widens what is static (mask 0 static … 255 moves) by a hair, so that no rim of it is carried off by what moves
 * beside it.
 */
export function widenStatic(mask: Uint8Array, width: number, height: number): Uint8Array {
  const radius = Math.max(1, Math.round(width * outline));
  const across = minimumAlong(mask, width, height, radius, 1, width);
  return minimumAlong(across, height, width, radius, width, 1);
}

/** Minimum over `radius` neighbours on both sides along lines of `length` values, `step` apart. */
function minimumAlong(
  values: Uint8Array,
  length: number,
  lines: number,
  radius: number,
  step: number,
  lineStep: number,
): Uint8Array {
  const minimum = new Uint8Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      const end = Math.min(length - 1, at + radius);
      let least = 255;
      for (let near = Math.max(0, at - radius); near <= end; near++) {
        least = Math.min(least, values[line * lineStep + near * step]);
      }
      minimum[line * lineStep + at * step] = least;
    }
  }
  return minimum;
}

/**
 * What moves, continued behind what does not: the photo where the mask is 255, elsewhere filled in from there. Moving
 * parts are sampled from it, so that nothing static is dragged along and something is there to be uncovered.
 */
export function paintBackground({ rgba, width, height }: Photo, mask: Uint8Array): Photo {
  const isKnown = mask.map((value) => (value === 255 ? 1 : 0));
  const filled = fillUnknown({ values: new Uint8ClampedArray(rgba), width, height, channels: 4 }, isKnown);
  return { width, height, rgba: new Uint8Array(filled.buffer) };
}
