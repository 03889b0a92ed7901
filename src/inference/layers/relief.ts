/**
 * How much a plane varies near some of its pixels: the mean over them of the range in a square around each. A bird hangs before
 * even sky, but a crumb at the edge of a cloud lies where bright turns into dark.
 *
 * @param pixels indices into `plane`
 * @param radius of the square, in pixels to each side, cut at the border
 * @returns in the plane's levels
 */
export function reliefNear(
  pixels: readonly number[],
  plane: Uint8Array,
  width: number,
  radius: number,
): number {
  const lastRow = plane.length / width - 1;
  let sum = 0;
  for (const pixel of pixels) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    const [left, right] = [Math.max(0, x - radius), Math.min(width - 1, x + radius)];
    const [top, bottom] = [Math.max(0, y - radius), Math.min(lastRow, y + radius)];
    let [low, high] = [255, 0];
    for (let row = top; row <= bottom; row++) {
      for (let i = row * width + left, end = row * width + right; i <= end; i++) {
        if (plane[i] < low) low = plane[i];
        if (plane[i] > high) high = plane[i];
      }
    }
    sum += high - low;
  }
  return sum / pixels.length;
}
