import type { Point } from '../controls/schema.ts';

interface Size {
  width: number;
  height: number;
}

export interface Stroke {
  points: readonly Point[];
  /** Radius of the round brush, as a share of the width. */
  radius: number;
  /** Erases earlier strokes. */
  erase?: boolean;
}

/**
 * A brush is drawn on a coarser grid if its radius there is at least this many points; interpolation keeps its edge as
 * exact.
 */
const enoughPoints = 16;

/**
 * Draws strokes of a round brush, in order, onto a matte of 0 … 255.
 *
 * @param feather width of the soft edge, a share of the width; at most the brush's own
 */
export function drawStrokes(strokes: readonly Stroke[], feather: number, size: Size): Uint8Array {
  const matte = new Uint8Array(size.width * size.height);
  for (const stroke of strokes) drawStroke(matte, stroke, feather, size);
  return matte;
}

function drawStroke(matte: Uint8Array, stroke: Stroke, feather: number, { width, height }: Size): void {
  const radius = Math.max(0.5, stroke.radius * width);
  const soft = Math.min(Math.max(1, feather * width), 2 * radius);
  const reach = radius + soft / 2;
  const step = Math.max(1, Math.floor(radius / enoughPoints));
  const path = stroke.points.map(({ x, y }) => ({ x: x * width - 0.5, y: y * height - 0.5 }));
  const field = distancesTo(path, reach + 2 * step, step, { width, height });
  for (let y = field.top; y < field.bottom; y++) {
    for (let x = field.left; x < field.right; x++) {
      const cover = (reach - field.at(x, y)) / soft;
      if (cover <= 0) continue;
      const value = Math.round(255 * Math.min(1, cover));
      const i = y * width + x;
      matte[i] = stroke.erase ? Math.min(matte[i], 255 - value) : Math.max(matte[i], value);
    }
  }
}

/** Distances of pixels to a path, for pixels within reach; others count as far away. */
function distancesTo(path: readonly Point[], reach: number, step: number, { width, height }: Size) {
  const clampTo = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const xs = path.map(({ x }) => x);
  const ys = path.map(({ y }) => y);
  const left = clampTo(Math.floor(Math.min(...xs) - reach), width);
  const right = clampTo(Math.ceil(Math.max(...xs) + reach) + 1, width);
  const top = clampTo(Math.floor(Math.min(...ys) - reach), height);
  const bottom = clampTo(Math.ceil(Math.max(...ys) + reach) + 1, height);
  const columns = Math.floor((right - left) / step) + 2;
  const rows = Math.floor((bottom - top) / step) + 2;
  const squares = new Float32Array(columns * rows).fill(4 * reach * reach);
  const toGrid = ({ x, y }: Point) => ({ x: (x - left) / step, y: (y - top) / step });
  for (const [index, end] of path.entries()) {
    const start = path[Math.max(0, index - 1)];
    if (index > 0 || path.length === 1)
      lowerAround(squares, toGrid(start), toGrid(end), { reach: reach / step, step, columns, rows });
  }
  const distances = squares.map(Math.sqrt);
  if (step === 1) {
    const at = (x: number, y: number) => distances[(y - top) * columns + x - left];
    return { left, right, top, bottom, at };
  }
  const at = (x: number, y: number) => {
    const [column, row] = [(x - left) / step, (y - top) / step];
    const i = Math.floor(row) * columns + Math.floor(column);
    const [across, down] = [column - Math.floor(column), row - Math.floor(row)];
    const upper = distances[i] + across * (distances[i + 1] - distances[i]);
    const lower = distances[i + columns] + across * (distances[i + columns + 1] - distances[i + columns]);
    return upper + down * (lower - upper);
  };
  return { left, right, top, bottom, at };
}

interface DistanceGrid {
  /** In points of the grid. */
  reach: number;
  /** Pixels from one point to the next. */
  step: number;
  columns: number;
  rows: number;
}

/** Lowers squared distances, in pixels, to those to one piece of a line. Only points within reach are visited, row by row. */
function lowerAround(
  squares: Float32Array,
  start: Point,
  end: Point,
  { reach, step, columns, rows }: DistanceGrid,
): void {
  const [alongX, alongY] = [end.x - start.x, end.y - start.y];
  const length = alongX * alongX + alongY * alongY;
  const first = Math.max(0, Math.ceil(Math.min(start.y, end.y) - reach));
  const last = Math.min(rows - 1, Math.floor(Math.max(start.y, end.y) + reach));
  for (let y = first; y <= last; y++) {
    // The part of the piece whose height is within reach of this row.
    const heights = [y - reach, y + reach].map((height) =>
      alongY === 0 ? 0 : Math.max(0, Math.min(1, (height - start.y) / alongY)),
    );
    const ends = alongY === 0 ? [start.x, end.x] : heights.map((share) => start.x + share * alongX);
    const from = Math.max(0, Math.ceil(Math.min(...ends) - reach));
    const to = Math.min(columns - 1, Math.floor(Math.max(...ends) + reach));
    for (let x = from; x <= to; x++) {
      const place =
        length === 0
          ? 0
          : Math.max(0, Math.min(1, ((x - start.x) * alongX + (y - start.y) * alongY) / length));
      const awayX = x - start.x - place * alongX;
      const awayY = y - start.y - place * alongY;
      const square = step * step * (awayX * awayX + awayY * awayY);
      const i = y * columns + x;
      if (square < squares[i]) squares[i] = square;
    }
  }
}
