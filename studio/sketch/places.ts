import { distance, distanceToPath, type Point } from '../geometry/point.ts';
import type { FoundRegion, Mark, Sketch, Stroke } from './sketch.ts';

/** The strokes of a mark; none if it was not painted. */
export function strokesOf(mark: Mark): readonly Stroke[] {
  if (mark.type === 'freeze') return mark.strokes;
  return mark.type === 'region' && 'strokes' in mark.area ? mark.area.strokes : [];
}

/** The detected region that a mark refers to; null for drawn ones. */
export function areaOf(mark: Mark): FoundRegion | null {
  return mark.type === 'region' && 'region' in mark.area ? mark.area.region : null;
}

/** True if the strokes of a mark cover a point, or come within `reach`, as a share of the width. */
export function isCovered(mark: Mark, point: Point, aspect: number, reach = 0): boolean {
  const last = strokesOf(mark).findLast(
    ({ points, radius, erase }) => distanceToPath(point, points, aspect) <= radius + (erase ? 0 : reach),
  );
  return last !== undefined && !last.erase;
}

/** How close to a line or a point a finger must be to select it, as a share of the width. */
const reach = 0.02;

/** The topmost mark at a point: points and arrows first, then painted areas, then detected regions. */
export function markAt(sketch: Sketch, point: Point, found: FoundRegion | null, aspect: number): Mark | null {
  const topmost = (test: (mark: Mark) => boolean) => sketch.marks.findLast(test) ?? null;
  return (
    topmost((mark) => mark.type === 'anchor' && distance(mark.at, point, aspect) <= reach) ??
    topmost(
      (mark) =>
        mark.type === 'region' &&
        mark.arrows.some((arrow) => distanceToPath(point, arrow.points, aspect) <= reach),
    ) ??
    topmost((mark) => isCovered(mark, point, aspect)) ??
    topmost((mark) => found !== null && areaOf(mark) === found)
  );
}
