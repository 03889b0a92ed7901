import { visitComponents } from '../grids/components.ts';
import { leastAround } from '../grids/extremes.ts';

/** Minimum share at which a point counts as part of a region. */
const likely = 0.5;
/** Connected areas less certain than this are dropped. */
const leastSure = 0.72;
/** So are those less certain by this much than the picture's most certain area of the region. */
const behindSurest = 0.14;
/** So are areas darker than this, 0 … 1: water is not seen to move there, and forest at night is mistaken for it. */
const nearlyBlack = 0.13;
/** Accepted areas are raised to at least this median share. */
const sureShare = 0.85;
/** Width of the rim of a solid area, as a share of the grid's side; inside it the share is 1. */
const rim = 0.012;
/** Minimum median share of an area if the looks of the regions have been considered. */
const leastLikely = 0.67;
/**
 * How much more certain an area is if it moves by the predicted flow than if it is static, and the moving share at
 * which the flow makes no difference.
 */
const [flowCounts, undecided] = [0.25, 0.4];

/** Minimum shares of certain water and of possible water. */
const [surelyWater, possible] = [0.9, 0.3];

/** How much of the share of land is subtracted from that of water and from that of sky. */
const landCounts = { water: 0.45, sky: 0.25 };

/** What else is known about the points of the grid, each 0 … 1. */
export interface Hints {
  /** Given if nearly black areas are to be dropped. */
  lightness?: Float32Array;
  /** How far each point moves by the predicted flow. */
  moving?: Float32Array;
}

/** A connected area that is probably part of a region. */
interface Area {
  pixels: Int32Array;
  median: number;
  sureness: number;
  isDark: boolean;
}

/**
 * Returns a region's shares without the areas the networks are uncertain about: gravel mistaken for water beside a real
 * lake, a snow field mistaken for sky. A lake that stands still is a smaller fault than gravel that ripples. Accepted
 * areas are raised to near certainty, so that a sea behind grass does not move by half.
 *
 * Certainty comes from two networks that were trained on different pictures: it is the median share from the scene
 * network, and higher the more of the area moves in the predicted flow.
 *
 * @param plane the region's share of each of side² points, 0 … 1
 */
export function keepSureAreas(plane: Float32Array, side: number, hints: Hints = {}): Float32Array {
  const areas = findAreas(plane, side, hints);
  const least = Math.max(leastSure, surestOf(areas) - behindSurest);
  return judge(plane, areas, ({ sureness, isDark }) => sureness >= least && !isDark);
}

/**
 * Does the same after the looks of the regions have been considered: an area must only reach a fixed median share,
 * however certain others are.
 */
export function keepLikelyAreas(plane: Float32Array, side: number): Float32Array {
  return judge(plane, findAreas(plane, side), ({ median }) => median >= leastLikely);
}

/**
 * Returns a region's shares without the areas that are nearly black, and those that would be accepted if the picture
 * had no more certain area. Uncertain areas are left unchanged, because their looks can still decide.
 */
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

/** Raises accepted areas and clears all others. */
function judge(plane: Float32Array, areas: readonly Area[], isKept: (area: Area) => boolean): Float32Array {
  const kept = plane.slice();
  for (const area of areas) {
    const raise = isKept(area) ? Math.max(1, sureShare / area.median) : 0;
    for (const point of area.pixels) kept[point] = Math.min(1, raise * plane[point]);
  }
  return kept;
}

/**
 * Fills in possible water between certain water, column by column: with certain water both above and below, it is a
 * dark reflection in the water, not an island.
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

/**
 * Makes a region's areas solid except for their rims, so that a dark reflection inside a lake does not move by half.
 */
export function makeSolid(plane: Float32Array, side: number): Float32Array {
  const isLikely = new Uint8Array(plane.length);
  for (let i = 0; i < plane.length; i++) if (plane[i] > likely) isLikely[i] = 1;
  const inner = leastAround(isLikely, side, side, Math.max(1, Math.round(rim * side)));
  return plane.map((share, point) => (inner[point] ? 1 : share));
}

/**
 * Subtracts a part of the share of land from a region. Water often borders on stones, and a wet stone that moves is
 * more noticeable than a narrow strip of water that stands still; so is a hill in fog that moves with the sky. The edge
 * between water and sky does not change.
 */
export function yieldToLand(
  shares: Float32Array,
  land: Float32Array,
  region: keyof typeof landCounts = 'water',
): Float32Array {
  return shares.map((share, i) => Math.max(0, share - landCounts[region] * land[i]));
}
