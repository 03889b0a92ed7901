import type { Photo } from '../../photo/photo.ts';
import { fillUnknown } from '../grids/fill.ts';

/** Static things are taken to reach this much further than their mask, as a share of the width: one pixel in 1280. */
const outline = 1 / 1280;

/**
 * Widens what is static (mask 0 static … 255 moves) by a hair, so that no rim of it is carried off by what moves
 * beside it.
 */
export function widenStatic(mask: Uint8Array, width: number, height: number): Uint8Array {
  const radius = Math.max(1, Math.round(width * outline));
  const across = mask.slice();
  for (let row = 0; row < mask.length; row += width) {
    for (let shift = 1; shift <= Math.min(radius, width - 1); shift++) {
      lower(across, mask, row, row + width - shift, shift);
      lower(across, mask, row + shift, row + width, -shift);
    }
  }
  const wide = across.slice();
  for (let rows = 1; rows <= Math.min(radius, height - 1); rows++) {
    lower(wide, across, 0, mask.length - rows * width, rows * width);
    lower(wide, across, rows * width, mask.length, -rows * width);
  }
  return wide;
}

/** Lowers values from…to − 1 to those that lie `shift` on in `source`. */
function lower(target: Uint8Array, source: Uint8Array, from: number, to: number, shift: number): void {
  for (let i = from; i < to; i++) {
    const other = source[i + shift];
    if (other < target[i]) target[i] = other;
  }
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
