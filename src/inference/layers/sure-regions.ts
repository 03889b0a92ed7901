import { visitComponents } from '../grids/components.ts';
import { leastAround } from '../grids/extremes.ts';

/** A share from which a point is taken for part of a region. */
const likely = 0.5;
/** Connected areas that are less sure than this are left out. */
const leastSure = 0.72;
/** So are those this much less sure than the picture's surest area of the region. */
const behindSurest = 0.14;
/** So are areas darker than this, 0 … 1: nobody sees water move there, and forest at night passes for it. */
const nearlyBlack = 0.13;
/** An area that stays has at least this median share. */
const sureShare = 0.85;
/** This far from its rim, as a share of the grid's side, a solid area is nothing else. */
const rim = 0.012;
/** The same where looks have been weighed in. */
const leastLikely = 0.67;
/** How much surer an area is that moves by the predicted flow than one that stands by it, and how much of it moves where this says nothing. */
const [flowCounts, undecided] = [0.25, 0.4];

/** Water has at least the first share where it is sure, the second where it may be. */
const [surelyWater, possible] = [0.9, 0.3];

/** How much of land's share counts against water, and against sky. */
const landCounts = { water: 0.45, sky: 0.25 };

/** What else is known of the points of a region, each 0 … 1. */
export interface Hints {
  /** Where dark areas are to be left out. */
  lightness?: Float32Array;
  /** How far each point moves by the predicted flow. */
  moving?: Float32Array;
}

/** A connected area of what is likely a region. */
interface Area {
  pixels: number[];
  median: number;
  sureness: number;
  isDark: boolean;
}

/**
 * A region's shares without the areas of which the networks are not sure: gravel that passes for water beside a real lake, a
 * snow field that passes for sky. A lake that stands still is missed less than gravel that ripples. An area that stays is raised to
 * be rather sure, so that no sea behind grass moves by half.
 *
 * What an area is depends on two networks that learned from different pictures: the scene network's median share counts, and the
 * more of the area moves by the predicted flow, the surer it is.
 */
export function keepSureAreas(plane: Float32Array, side: number, hints: Hints = {}): Float32Array {
  const areas = findAreas(plane, side, hints);
  const least = Math.max(leastSure, surestOf(areas) - behindSurest);
  return judge(plane, areas, ({ sureness, isDark }) => sureness >= least && !isDark);
}

/** The same where it is known what each region looks like here: nothing is left out for being less sure than another. */
export function keepLikelyAreas(plane: Float32Array, side: number): Float32Array {
  return judge(plane, findAreas(plane, side), ({ median }) => median >= leastLikely);
}

/** A region's shares without areas that are dark, or would count as sure if there were no surer ones; those that are not sure stay as they are. */
export function dropOutdone(plane: Float32Array, side: number, hints: Hints = {}): Float32Array {
  const areas = findAreas(plane, side, hints);
  const least = surestOf(areas) - behindSurest;
  const dropped = plane.slice();
  for (const { pixels, median, sureness, isDark } of areas) {
    if (isDark || (median >= leastSure && sureness < least)) for (const point of pixels) dropped[point] = 0;
  }
  return dropped;
}

function findAreas(plane: Float32Array, side: number, { lightness, moving }: Hints = {}): Area[] {
  const areas: Area[] = [];
  visitComponents(
    side,
    side,
    (point) => plane[point] > likely,
    ({ pixels }) => {
      const shares = new Float32Array(pixels.length);
      for (let i = 0; i < shares.length; i++) shares[i] = plane[pixels[i]];
      shares.sort();
      const median = shares[shares.length >> 1];
      const meanOf = (values: Float32Array) => {
        let sum = 0;
        for (let i = 0; i < pixels.length; i++) sum += values[pixels[i]];
        return sum / pixels.length;
      };
      const sureness = median + (moving ? flowCounts * (meanOf(moving) - undecided) : 0);
      areas.push({ pixels, median, sureness, isDark: lightness ? meanOf(lightness) < nearlyBlack : false });
    },
  );
  return areas;
}

function surestOf(areas: readonly Area[]): number {
  return Math.max(0, ...areas.map(({ sureness }) => sureness));
}

/** Raises areas that are kept, and clears all others. */
function judge(plane: Float32Array, areas: readonly Area[], isKept: (area: Area) => boolean): Float32Array {
  const kept = plane.slice();
  for (const area of areas) {
    const raise = isKept(area) ? Math.max(1, sureShare / area.median) : 0;
    for (const point of area.pixels) kept[point] = Math.min(1, raise * plane[point]);
  }
  return kept;
}

/**
 * Water with what lies between water filled in, column by column: where the picture shows sure water both above and below, a
 * point that may be water is a dark reflection in it, not an island.
 */
export function fillBetween(plane: Float32Array, side: number): Float32Array {
  const filled = plane.slice();
  for (let x = 0; x < side; x++) {
    let above = -1;
    for (let y = 0; y < side; y++) {
      const point = y * side + x;
      if (plane[point] < possible) above = -1;
      if (plane[point] < surelyWater) continue;
      const from = above < 0 ? y : above + 1;
      for (let between = from * side + x; between < point; between += side) {
        filled[between] = Math.max(filled[between], plane[point]);
      }
      above = y;
    }
  }
  return filled;
}

/** A region's shares with its areas solid but for their rims: no dark reflection in the middle of a lake moves by half. */
export function makeSolid(plane: Float32Array, side: number): Float32Array {
  const isLikely = new Uint8Array(plane.length);
  for (let i = 0; i < plane.length; i++) if (plane[i] > likely) isLikely[i] = 1;
  const inner = leastAround(isLikely, side, side, Math.max(1, Math.round(rim * side)));
  return plane.map((share, point) => (inner[point] ? 1 : share));
}

/**
 * A region's shares less a part of what may be land: its edges run along stones, and a wet stone that moves is seen sooner than a hand
 * of water that stands. So is a hill in fog that moves with the sky. Where water meets the sky it goes as far as it did.
 */
export function yieldToLand(
  shares: Float32Array,
  land: Float32Array,
  region: keyof typeof landCounts = 'water',
): Float32Array {
  return shares.map((share, i) => Math.max(0, share - landCounts[region] * land[i]));
}
