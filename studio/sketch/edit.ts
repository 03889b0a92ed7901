import { lengthOf } from '../geometry/path.ts';
import type { Point } from '../geometry/point.ts';
import { areaOf, isCovered, strokesOf } from './places.ts';
import {
  type Anchor,
  type Area,
  type DrawnLike,
  type FoundRegion,
  type Freeze,
  type Mark,
  most,
  type Region,
  type Sketch,
  type Stroke,
  usualFeather,
} from './sketch.ts';

/** A sketch after a change, and the changed mark. */
export interface Edited {
  sketch: Sketch;
  selected: number | null;
  /** Why nothing was changed; for people. */
  refusal?: string;
}

/** The settings of a brush. */
export interface Brush {
  radius: number;
  feather: number;
  as: DrawnLike | null;
}

/** Paints on the selected freeze, or else on the last one, or on a new one if that is full. */
export function paintFreeze(
  sketch: Sketch,
  selected: number | null,
  points: readonly Point[],
  brush: Brush,
): Edited {
  const freezes = sketch.marks.filter((mark) => mark.type === 'freeze');
  const target = freezes.find(({ id }) => id === selected) ?? freezes.at(-1);
  const stroke = { points, radius: brush.radius };
  if (target && target.strokes.length < most.strokes) return extend(sketch, target, stroke);
  return add(sketch, { type: 'freeze', strokes: [stroke], feather: brush.feather });
}

/** Paints on the selected drawn region, or begins a new one. */
export function paintRegion(
  sketch: Sketch,
  selected: number | null,
  points: readonly Point[],
  brush: Brush,
): Edited {
  const target = sketch.marks.find(({ id }) => id === selected);
  const stroke = { points, radius: brush.radius };
  if (target?.type === 'region' && 'strokes' in target.area) return extend(sketch, target, stroke);
  return add(sketch, { ...newRegion({ strokes: [stroke] }), feather: brush.feather, as: brush.as });
}

/** Erases from the selected painted mark, or from the topmost one at the beginning of the line. */
export function erase(
  sketch: Sketch,
  selected: number | null,
  points: readonly Point[],
  radius: number,
  aspect: number,
): Edited {
  const painted = sketch.marks.filter((mark) => strokesOf(mark).length > 0);
  const target =
    painted.find(({ id }) => id === selected) ??
    painted.findLast((mark) => points.some((point) => isCovered(mark, point, aspect, radius)));
  if (!target) return { sketch, selected, refusal: 'There is nothing painted here to erase' };
  return extend(sketch, target, { points, radius, erase: true });
}

/** What is at the beginning of an arrow. */
interface Ground {
  /** The detected region; null if unknown. */
  found: FoundRegion | null;
  /**
   * Whether detection has finished, successfully or not. Until then an arrow waits, because it may be meant for a whole
   * sky.
   */
  isLookedAt: boolean;
  /** Radius of the brush. */
  radius: number;
  /** Height ÷ width of the picture. */
  aspect: number;
}

/**
 * Adds an arrow to the region at its beginning: the selected region, else the topmost drawn one, else the detected one.
 * On land, which is static as a whole, the strip along the arrow becomes a region of its own.
 */
export function addArrow(
  sketch: Sketch,
  selected: number | null,
  points: readonly Point[],
  { found, isLookedAt, radius, aspect }: Ground,
): Edited {
  if (lengthOf(points, aspect) < 0.01) return { sketch, selected, refusal: 'Drag to draw an arrow' };
  const [from] = points;
  const regions = sketch.marks.filter((mark) => mark.type === 'region');
  const target =
    regions.find((region) => region.id === selected && isHome(region, from, found, aspect)) ??
    regions.findLast((region) => 'strokes' in region.area && isCovered(region, from, aspect)) ??
    regions.findLast((region) => found !== null && 'region' in region.area && region.area.region === found);
  const arrow = { points };
  if (target) {
    if (target.arrows.length >= most.arrows) {
      return { sketch, selected, refusal: `A region takes ${most.arrows} arrows at most` };
    }
    const arrows = [...target.arrows, arrow];
    return { sketch: change(sketch, target.id, { arrows, motion: 'ARROWS' }), selected: target.id };
  }
  if (!isLookedAt) {
    return { sketch, selected, refusal: 'The photo is still being analysed; draw the arrow in a moment' };
  }
  const area: Area =
    found && found !== 'LAND' ? { region: found } : { strokes: [{ points, radius: radius * 1.5 }] };
  return add(sketch, { ...newRegion(area), motion: 'ARROWS', arrows: [arrow] });
}

function isHome(region: Region, from: Point, found: FoundRegion | null, aspect: number): boolean {
  const { area } = region;
  return 'region' in area ? area.region === found : isCovered(region, from, aspect);
}

/** Selects the mark of a detected region, or adds one. */
export function directFound(sketch: Sketch, found: FoundRegion): Edited {
  const known = sketch.marks.find((mark) => mark.type === 'region' && areaOf(mark) === found);
  return known ? { sketch, selected: known.id } : add(sketch, newRegion({ region: found }));
}

export function addAnchor(sketch: Sketch, at: Point): Edited {
  return add(sketch, { type: 'anchor', at });
}

export function remove(sketch: Sketch, id: number): Sketch {
  return { ...sketch, marks: sketch.marks.filter((mark) => mark.id !== id) };
}

/** Removes one of a region's arrows; without arrows it moves as predicted. */
export function removeArrow(sketch: Sketch, id: number, index: number): Sketch {
  const region = sketch.marks.find((mark) => mark.id === id);
  if (region?.type !== 'region') return sketch;
  const arrows = region.arrows.filter((_, other) => other !== index);
  return change(sketch, id, { arrows, motion: arrows.length > 0 ? region.motion : 'PREDICTED' });
}

/** Changes properties of a mark. */
export function change(
  sketch: Sketch,
  id: number,
  properties: Partial<Region> | Partial<Freeze> | Partial<Anchor>,
): Sketch {
  const marks = sketch.marks.map((mark) => (mark.id === id ? ({ ...mark, ...properties } as Mark) : mark));
  return { ...sketch, marks };
}

const newRegion = (area: Area): Omit<Region, 'id'> => ({
  type: 'region',
  area,
  feather: usualFeather,
  as: null,
  motion: 'PREDICTED',
  degrees: 0,
  arrows: [],
  preset: null,
  speedPercent: null,
  strength: null,
});

type NewMark = Omit<Region, 'id'> | Omit<Freeze, 'id'> | Omit<Anchor, 'id'>;

function add(sketch: Sketch, mark: NewMark): Edited {
  const kinds = { region: 'regions', freeze: 'freezes', anchor: 'anchors' } as const;
  const limit = most[kinds[mark.type]];
  if (sketch.marks.filter(({ type }) => type === mark.type).length >= limit) {
    return { sketch, selected: null, refusal: `There may be ${limit} ${kinds[mark.type]} at most` };
  }
  const id = sketch.nextId;
  return {
    sketch: { ...sketch, nextId: id + 1, marks: [...sketch.marks, { ...mark, id } as Mark] },
    selected: id,
  };
}

function extend(sketch: Sketch, mark: Mark, stroke: Stroke): Edited {
  const strokes = [...strokesOf(mark), stroke];
  if (strokes.length > most.strokes) {
    return {
      sketch,
      selected: mark.id,
      refusal: `An area takes ${most.strokes} strokes at most; begin another`,
    };
  }
  const properties = mark.type === 'freeze' ? { strokes } : { area: { strokes } };
  return { sketch: change(sketch, mark.id, properties), selected: mark.id };
}
