import type { SeenSpans } from '../grids/seen-spans.ts';

/** How far mirrored content moves sideways per distance from the upper border, both in pixels. */
const slant = 1.4;

/**
 * Slants what a layer shows from above the picture's upper border. There the picture continues as its mirror image
 * (algorithm §3.1), and as it moves down, clouds at the border and their mirror images would form figures like those of
 * a kaleidoscope. Moved sideways the more, the farther above the border they are, they only look like more clouds.
 * Nothing moves past the right border, beyond which there would be another mirror image.
 *
 * @param displacement grid units, (x, y) interleaved; unchanged
 * @param aspect width ÷ height of the picture
 */
export function slantAbove(
  displacement: Float32Array,
  { from, to }: SeenSpans,
  aspect: number,
): Float32Array {
  const side = from.length;
  const slanted = displacement.slice();
  for (let y = 0; y < side; y++) {
    for (let i = 2 * (y * side + from[y]), end = 2 * (y * side + to[y]); i < end; i += 2) {
      const above = -(y + displacement[i + 1]);
      if (above <= 0) continue;
      const room = side - 1 - ((i >> 1) - y * side + displacement[i]);
      slanted[i] += Math.max(0, Math.min((slant / aspect) * above, room / 2));
    }
  }
  return slanted;
}
