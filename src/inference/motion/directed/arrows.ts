import type { Arrow, Point } from '../../controls/schema.ts';
import type { Velocity } from '../velocity.ts';
import { type GridFrame, pixelsPerFrame, pixelsPerUnit } from './frame.ts';

/** Range of an arrow's influence, and of a path's points on what is next to them, as shares of the width. */
const [arrowReach, placeReach] = [0.12, 0.03];
/** At this distance from every arrow, a share of the width, the prediction has the same weight as they have. */
const silence = 0.25;
/** Maximum number of points by which a path is represented. */
const mostPlaces = 32;
/** The field is computed at every n-th point of the grid; it is smooth in between. */
const spacing = 4;

export interface ArrowField {
  arrows: readonly Arrow[];
  /** For arrows without their own. */
  speedPercent: number;
  /** The field far from arrows; absent if arrows apply everywhere. */
  prediction?: Velocity;
}

/**
 * A dense flow from arrows and paths: at each point the mean of their velocities, weighted by exp(−(distance /
 * reach)²), as Mahapatra and Kulkarni (2022) do for hints. Contradicting arrows may cancel out.
 *
 * @returns backward flow, grid units per frame (x, y) interleaved
 */
export function layArrows({ arrows, speedPercent, prediction }: ArrowField, frame: GridFrame): Velocity {
  const paths = arrows.map((arrow) =>
    layPath(arrow, pixelsPerFrame(arrow.speedPercent ?? speedPercent, frame), frame),
  );
  const { side, output } = frame;
  const units = pixelsPerUnit(frame);
  const across = Math.ceil((side - 1) / spacing) + 1;
  const coarse = new Float32Array(across * across * 3);
  for (let point = 0; point < across * across; point++) {
    const x = (point % across) * spacing * units.x;
    const y = Math.floor(point / across) * spacing * units.y;
    coarse.set(meanOf(paths, x, y, output.width), 3 * point);
  }
  return spread(coarse, across, { side, units, prediction });
}

/**
 * Evenly spaced points of an arrow, in output pixels, with the direction of motion there: a vector with the length of
 * its speed.
 */
interface Path {
  speed: number;
  places: { x: number; y: number; wayX: number; wayY: number }[];
}

function layPath({ points }: Arrow, speed: number, { output }: GridFrame): Path {
  const corners = points.map(({ x, y }) => ({ x: x * (output.width - 1), y: y * (output.height - 1) }));
  const pieces = corners.slice(1).flatMap((end, i) => {
    const start = corners[i];
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    return length > 0 ? [{ start, end, length }] : [];
  });
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const count = Math.max(2, Math.min(mostPlaces, Math.ceil(total / (placeReach * output.width)) + 1));
  const places: Path['places'] = [];
  let [piece, passed] = [0, 0];
  for (let i = 0; i < count; i++) {
    const way = (total * i) / (count - 1);
    while (piece < pieces.length - 1 && passed + pieces[piece].length < way) passed += pieces[piece++].length;
    const { start, end, length } = pieces[piece];
    const share = Math.min(1, (way - passed) / length);
    places.push({
      x: start.x + share * (end.x - start.x),
      y: start.y + share * (end.y - start.y),
      wayX: (end.x - start.x) / length,
      wayY: (end.y - start.y) / length,
    });
  }
  return { speed, places };
}

/**
 * The mean velocity of paths at a point, output pixels per frame forward, and the distance of the nearest path, as a
 * share of the width.
 */
function meanOf(paths: readonly Path[], x: number, y: number, width: number): [number, number, number] {
  const near = paths.map(({ places }) => squareToNearest(places, x, y));
  const nearest = Math.min(...near);
  let [sumX, sumY, total] = [0, 0, 0];
  for (const [i, { speed, places }] of paths.entries()) {
    // Weights are relative to that of the nearest: far from all paths they would underflow.
    const weight = Math.exp(-(near[i] - nearest) / (arrowReach * width) ** 2);
    if (weight < 1e-6) continue;
    const way = wayAt(places, x, y, near[i], (placeReach * width) ** 2);
    sumX += weight * speed * way.x;
    sumY += weight * speed * way.y;
    total += weight;
  }
  return [sumX / total, sumY / total, Math.sqrt(nearest) / width];
}

function squareToNearest(places: Path['places'], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < places.length; i++) {
    const square = (places[i].x - x) ** 2 + (places[i].y - y) ** 2;
    if (square < least) least = square;
  }
  return least;
}

/** The direction of a path next to a point: a unit vector, so that bends only turn what flows through them. */
function wayAt(places: Path['places'], x: number, y: number, nearest: number, reach: number): Point {
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < places.length; i++) {
    const weight = Math.exp(-((places[i].x - x) ** 2 + (places[i].y - y) ** 2 - nearest) / reach);
    sumX += weight * places[i].wayX;
    sumY += weight * places[i].wayY;
  }
  const length = Math.hypot(sumX, sumY);
  return length > 1e-6 ? { x: sumX / length, y: sumY / length } : { x: 0, y: 0 };
}

/**
 * Interpolates a coarse field of velocities and distances to the whole grid, as backward flow in grid units, with the
 * prediction far from arrows.
 */
function spread(
  coarse: Float32Array,
  across: number,
  { side, units, prediction }: { side: number; units: Point; prediction?: Velocity },
): Velocity {
  const velocity = new Float32Array(side * side * 2);
  const here = new Float32Array(3);
  for (let point = 0; point < side * side; point++) {
    readBetween(coarse, across, (point % side) / spacing, Math.floor(point / side) / spacing, here);
    const [x, y, distance] = here;
    // The prediction as one more hint, with the weight of an arrow at `silence`.
    const prior = prediction ? Math.exp(Math.min(50, (distance ** 2 - silence ** 2) / arrowReach ** 2)) : 0;
    for (const [i, value] of [-x / units.x, -y / units.y].entries()) {
      const predicted = prediction ? prediction[2 * point + i] : 0;
      velocity[2 * point + i] = (value + prior * predicted) / (1 + prior);
    }
  }
  return velocity;
}

function readBetween(values: Float32Array, across: number, x: number, y: number, target: Float32Array): void {
  const [left, top] = [Math.min(Math.floor(x), across - 2), Math.min(Math.floor(y), across - 2)];
  const [right, down] = [x - left, y - top];
  const i = 3 * (top * across + left);
  for (let channel = 0; channel < 3; channel++) {
    const [nw, ne] = [values[i + channel], values[i + 3 + channel]];
    const [sw, se] = [values[i + 3 * across + channel], values[i + 3 * across + 3 + channel]];
    const north = nw + right * (ne - nw);
    target[channel] = north + down * (sw + right * (se - sw) - north);
  }
}
