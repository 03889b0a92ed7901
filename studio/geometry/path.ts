import { distance, distanceToLine, type Point, settled } from './point.ts';

/** How far a simplified line may be from the drawn one, as a share of the width: about a pixel of a draft. */
const tolerance = 0.0015;
/** What the API takes of one line. */
const mostPoints = 512;

/**
 * The line that a hand drew, with the points that matter: each further than `tolerance` from the line without it.
 * @returns points inside the picture, at least the first; at most what the API takes
 */
export function simplified(drawn: readonly Point[], aspect: number): Point[] {
  let allowed = tolerance;
  for (;;) {
    const kept = keepFar(drawn, aspect, allowed).map(settled);
    const line = kept.filter((point, index) => index === 0 || !isSame(point, kept[index - 1]));
    if (line.length <= mostPoints) return line;
    allowed *= 2;
  }
}

/** Ramer, Douglas and Peucker's way, without recursion: a hand can draw for long. */
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

/** From its first point to its last, along it, as a share of the width. */
export function lengthOf(path: readonly Point[], aspect: number): number {
  return path.slice(1).reduce((sum, point, index) => sum + distance(path[index], point, aspect), 0);
}

function isSame(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y;
}
