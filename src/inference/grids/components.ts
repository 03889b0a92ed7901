/** A connected component. */
export interface Component {
  /** Indices of its pixels. */
  pixels: number[];
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Finds all 8-connected components of pixels for which `isIn` holds. Calls `visit` for each. */
export function visitComponents(
  width: number,
  height: number,
  isIn: (pixel: number) => boolean,
  visit: (component: Component) => void,
): void {
  const seen = new Uint8Array(width * height);
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || !isIn(start)) continue;
    seen[start] = 1;
    const pixels = [start];
    const component = { pixels, left: width, right: 0, top: height, bottom: 0 };
    for (let next = 0; next < pixels.length; next++) {
      const pixel = pixels[next];
      const x = pixel % width;
      const y = (pixel - x) / width;
      component.left = Math.min(component.left, x);
      component.right = Math.max(component.right, x);
      component.top = Math.min(component.top, y);
      component.bottom = Math.max(component.bottom, y);
      for (let nearY = Math.max(0, y - 1); nearY <= Math.min(height - 1, y + 1); nearY++) {
        for (let nearX = Math.max(0, x - 1); nearX <= Math.min(width - 1, x + 1); nearX++) {
          const near = nearY * width + nearX;
          if (seen[near] || !isIn(near)) continue;
          seen[near] = 1;
          pixels.push(near);
        }
      }
    }
    visit(component);
  }
}
