/** A connected component. */
export interface Component {
  /** Indices of its pixels. */
  pixels: number[];
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Finds all 8-connected components of pixels for which `isIn` holds. Calls `visit` for each, after all pixels were asked.
 */
export function visitComponents(
  width: number,
  height: number,
  isIn: (pixel: number) => boolean,
  visit: (component: Component) => void,
): void {
  // 1 for pixels that belong to a component not visited yet.
  const open = new Uint8Array(width * height);
  for (let pixel = 0; pixel < open.length; pixel++) if (isIn(pixel)) open[pixel] = 1;
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 0) continue;
    open[start] = 0;
    const pixels = [start];
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let next = 0; next < pixels.length; next++) {
      const pixel = pixels[next];
      const x = pixel % width;
      const y = (pixel - x) / width;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      const fromX = x > 0 ? x - 1 : 0;
      const toX = x + 1 < width ? x + 1 : x;
      const fromY = y > 0 ? y - 1 : 0;
      const toY = y + 1 < height ? y + 1 : y;
      for (let nearY = fromY; nearY <= toY; nearY++) {
        for (let near = nearY * width + fromX, end = nearY * width + toX; near <= end; near++) {
          if (open[near] === 0) continue;
          open[near] = 0;
          pixels.push(near);
        }
      }
    }
    visit({ pixels, left, right, top, bottom });
  }
}
