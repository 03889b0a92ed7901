/** A position in the picture: shares of its width and its height, from the top left corner. */
export interface Point {
  x: number;
  y: number;
}

/** Decimals of numbers sent to the API: exact for up to 8,000 pixels, and short to read. */
const digits = 4;

export function rounded(value: number): number {
  return Number(value.toFixed(digits));
}

/** Clamps a point to the picture and rounds it for the API. */
export function clampedForApi({ x, y }: Point): Point {
  const inside = (share: number) => rounded(Math.min(Math.max(share, 0), 1));
  return { x: inside(x), y: inside(y) };
}

/**
 * Distance between two points, as a share of the width.
 * @param aspect height ÷ width of the picture
 */
export function distance(a: Point, b: Point, aspect: number): number {
  return Math.hypot(a.x - b.x, (a.y - b.y) * aspect);
}

/** Distance of a point from the line between two others, as a share of the width. */
export function distanceToLine(point: Point, from: Point, to: Point, aspect: number): number {
  const along = { x: to.x - from.x, y: (to.y - from.y) * aspect };
  const length = along.x ** 2 + along.y ** 2;
  if (length === 0) return distance(point, from, aspect);
  const dot = (point.x - from.x) * along.x + (point.y - from.y) * aspect * along.y;
  const share = Math.min(Math.max(dot / length, 0), 1);
  return distance(
    point,
    { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) },
    aspect,
  );
}

/** Distance of a point from a polyline, as a share of the width. */
export function distanceToPath(point: Point, path: readonly Point[], aspect: number): number {
  if (path.length === 1) return distance(point, path[0], aspect);
  const legs = path.slice(1).map((to, index) => distanceToLine(point, path[index], to, aspect));
  return Math.min(...legs);
}

/** Direction between two points: 0 to the right, 90 up, 180 to the left, 270 down. */
export function degreesOf(from: Point, to: Point, aspect: number): number {
  const degrees = (Math.atan2((from.y - to.y) * aspect, to.x - from.x) * 180) / Math.PI;
  return rounded((degrees + 360) % 360);
}
