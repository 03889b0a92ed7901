/**
 * Measures how much a plane varies near some of its pixels: the range (maximum − minimum) in a square around each,
 * averaged over the pixels.
 *
 * @param pixels indices into `plane`
 * @param radius of the square, in pixels to each side; squares are cut off at the border of the plane
 * @returns the mean range, in the plane's levels
 */
export function reliefNear(
  pixels: Int32Array | readonly number[],
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

/** A rectangle of pixels, including its border. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Measures how much a plane varies around a thing: the range (maximum − minimum) along the outline of the thing's box,
 * enlarged by `margin` pixels on each side. The thing itself does not count, however wide it is.
 *
 * @returns the range, in the plane's levels; parts of the outline outside the plane are ignored
 */
export function reliefAround(
  { left, right, top, bottom }: Box,
  plane: Uint8Array,
  width: number,
  margin: number,
): number {
  const height = plane.length / width;
  let [low, high] = [255, 0];
  const visit = (x: number, y: number) => {
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    const value = plane[y * width + x];
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (let x = left - margin; x <= right + margin; x++) {
    visit(x, top - margin);
    visit(x, bottom + margin);
  }
  for (let y = top - margin; y <= bottom + margin; y++) {
    visit(left - margin, y);
    visit(right + margin, y);
  }
  return Math.max(0, high - low);
}
