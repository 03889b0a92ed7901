import type { Point } from '../controls/schema.ts';

/** Scan lines per row of pixels: an edge is antialiased in these steps vertically, and exactly horizontally. */
const linesPerRow = 4;

/**
 * Fills polygons by the even-odd rule, all of them together: areas inside an even number of polygons, or of loops of a
 * self-crossing one, are outside. Coverage 0 … 255.
 */
export function fillPolygons(
  polygons: readonly (readonly Point[])[],
  { width, height }: { width: number; height: number },
): Uint8Array {
  const crossings = findCrossings(polygons, width, height);
  const matte = new Uint8Array(width * height);
  const cover = new Float32Array(width + 1);
  for (let y = 0; y < height; y++) {
    cover.fill(0);
    for (let line = y * linesPerRow; line < (y + 1) * linesPerRow; line++) {
      const places = crossings[line]?.sort((a, b) => a - b) ?? [];
      for (let i = 0; i + 1 < places.length; i += 2) addSpan(cover, places[i], places[i + 1], width);
    }
    for (let x = 0; x < width; x++) matte[y * width + x] = Math.round((255 / linesPerRow) * cover[x]);
  }
  return matte;
}

/** Crossings of edges with each line, in pixels from the left. */
function findCrossings(polygons: readonly (readonly Point[])[], width: number, height: number): number[][] {
  const lines: number[][] = [];
  const count = height * linesPerRow;
  for (const polygon of polygons) {
    for (const [index, end] of polygon.entries()) {
      const start = polygon[(index + polygon.length - 1) % polygon.length];
      const [upper, lower] = start.y < end.y ? [start, end] : [end, start];
      const [top, bottom] = [upper.y * count, lower.y * count];
      // A scan line is in the middle of its strip; an edge that ends exactly there belongs to the one below.
      for (let line = Math.ceil(top - 0.5); line + 0.5 < bottom && line < count; line++) {
        const share = (line + 0.5 - top) / (bottom - top);
        lines[line] ??= [];
        lines[line].push((upper.x + share * (lower.x - upper.x)) * width);
      }
    }
  }
  return lines;
}

/** Adds the coverage of each pixel between two positions on a line. */
function addSpan(cover: Float32Array, from: number, to: number, width: number): void {
  const [first, last] = [Math.floor(from), Math.min(width, Math.floor(to))];
  if (first >= width) return;
  if (first === last) {
    cover[first] += to - from;
    return;
  }
  cover[first] += first + 1 - from;
  for (let x = first + 1; x < last; x++) cover[x] += 1;
  cover[last] += to - last;
}
