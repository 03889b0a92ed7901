/** Side of the pattern, which repeats over the picture. */
const side = 8;

/**
 * What is added to a colour that changes before it is rounded, −32 … 31, in 64ths of a level: an ordered pattern of 8 × 8 pixels (Bayer),
 * each number once, the same for red, green and blue and in every frame. A whole level stays what it is.
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
