import { clampedForApi, distance, distanceToLine, type Point } from './point.ts';

/** Largest distance of a simplified line from the drawn one, as a share of the width: about a pixel of a draft. */
const tolerance = 0.0015;
/** Most points of a line that the API accepts. */
const mostPoints = 512;

/**
 * Simplifies a drawn line: keeps the points that are more than `tolerance` away from the line without them.
 * @returns points inside the picture, at least the first; at most as many as the API accepts
 */
export function simplified(drawn: readonly Point[], aspect: number): Point[] {
  let allowed = tolerance;
  for (;;) {
    const kept = keepFar(drawn, aspect, allowed).map(clampedForApi);
    const line = kept.filter((point, index) => index === 0 || !isSame(point, kept[index - 1]));
    if (line.length <= mostPoints) return line;
    allowed *= 2;
  }
}

/** The Ramer–Douglas–Peucker algorithm, without recursion, because lines can be long. */
function keepFar(points: readonly Point[], aspect: number, allowed: number): Point[] {
  if (points.length < 3) return [...points];
  const isKept = new Array<boolean>(points.length).fill(false);
  isKept[0] = isKept[points.length - 1] = true;
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    let farthest = -1;
    let most = allowed;
    for (let index = first + 1; index < last; index++) {
      const away = distanceToLine(points[index], points[first], points[last], aspect);
      if (away > most) [farthest, most] = [index, away];
    }
    if (farthest < 0) continue;
    isKept[farthest] = true;
    spans.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, index) => isKept[index]);
}

/** Length of a path, as a share of the width. */
export function lengthOf(path: readonly Point[], aspect: number): number {
  return path.slice(1).reduce((sum, point, index) => sum + distance(path[index], point, aspect), 0);
}

function isSame(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
