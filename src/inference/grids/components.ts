import { type NativePlanes, native } from './native.ts';

/** A connected component. */
export interface Component {
  /** Indices of its pixels. */
  pixels: Int32Array;
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
  let count = 0;
  for (let pixel = 0; pixel < open.length; pixel++) {
    if (!isIn(pixel)) continue;
    open[pixel] = 1;
    count++;
  }
  (native ? visitOpen : visitOpenHere)(open, width, height, new Int32Array(count), visit);
}

/** Components found in C at once. */
const roomFor = 1024;

function visitOpen(
  open: Uint8Array,
  width: number,
  height: number,
  found: Int32Array,
  visit: (component: Component) => void,
): void {
  const facts = new Int32Array(5 * roomFor);
  for (let rest = found, count = roomFor; count === roomFor; ) {
    count = (native as NativePlanes).findComponents(open, width, height, rest, facts);
    let first = 0;
    for (let i = 0; i < 5 * count; i += 5) {
      const [end, left, right, top, bottom] = facts.subarray(i, i + 5);
      visit({ pixels: rest.subarray(first, end), left, right, top, bottom });
      first = end;
    }
    rest = rest.subarray(first);
  }
}

/**
 * Visits the components of `open`, which is 1 for their pixels and 0 afterwards. `found` has room for all of them, and
 * gets one component after another.
 */
export function visitOpenHere(
  open: Uint8Array,
  width: number,
  height: number,
  found: Int32Array,
  visit: (component: Component) => void,
): void {
  let end = 0;
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 0) continue;
    open[start] = 0;
    const first = end;
    found[end++] = start;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let next = first; next < end; next++) {
      const pixel = found[next];
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
        for (let near = nearY * width + fromX, last = nearY * width + toX; near <= last; near++) {
          if (open[near] === 0) continue;
          open[near] = 0;
          found[end++] = near;
        }
      }
    }
    visit({ pixels: found.subarray(first, end), left, right, top, bottom });
  }
}
