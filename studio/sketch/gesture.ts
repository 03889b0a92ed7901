import { simplified } from '../geometry/path.ts';
import type { Point } from '../geometry/point.ts';
import { addAnchor, addArrow, type Brush, type Edited, erase, paintFreeze, paintRegion } from './edit.ts';
import { markAt } from './places.ts';
import type { FoundRegion, Sketch } from './sketch.ts';

export type Tool = 'select' | 'freeze' | 'region' | 'erase' | 'arrow' | 'anchor';

/** What determines the meaning of a line, apart from its position. */
export interface Situation {
  tool: Tool;
  sketch: Sketch;
  selected: number | null;
  brush: Brush;
  /** Height ÷ width of the picture. */
  aspect: number;
  foundAt(point: Point): FoundRegion | null;
  /** Whether detection has finished, successfully or not. */
  isLookedAt: boolean;
}

/** Applies a drawn line, depending on the tool and on where it begins and ends. */
export function applyGesture(drawn: readonly Point[], situation: Situation): Edited {
  const { tool, sketch, selected, brush, aspect, foundAt, isLookedAt } = situation;
  const points = simplified(drawn, aspect);
  const [first] = points;
  switch (tool) {
    case 'select':
      return { sketch, selected: markAt(sketch, first, foundAt(first), aspect)?.id ?? null };
    case 'freeze':
      return paintFreeze(sketch, selected, points, brush);
    case 'region':
      return paintRegion(sketch, selected, points, brush);
    case 'erase':
      return erase(sketch, selected, points, brush.radius, aspect);
    case 'arrow':
      return addArrow(sketch, selected, points, {
        found: foundAt(first),
        isLookedAt,
        radius: brush.radius,
        aspect,
      });
    case 'anchor':
      return addAnchor(sketch, points[points.length - 1]);
  }
}
