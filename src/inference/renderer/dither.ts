/** Side of the pattern, which is repeated over the picture. */
const side = 8;

/**
 * The value added to a changing colour before rounding, −32 … 31, in 64ths of a level: an ordered 8 × 8 pattern (Bayer)
 * with each number once, the same for red, green and blue and in every frame. Whole levels are unchanged.
 */
export function ditherAt(x: number, y: number): number {
  const crossed = x ^ y;
  const value =
    ((crossed & 1) << 5) |
    ((y & 1) << 4) |
    ((crossed & 2) << 2) |
    ((y & 2) << 1) |
    ((crossed & 4) >> 1) |
    ((y & 4) >> 2);
  return value - side ** 2 / 2;
}
