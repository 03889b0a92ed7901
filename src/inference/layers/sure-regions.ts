import { visitComponents } from '../grids/components.ts';

/** A share from which a point is taken for part of a region. */
const likely = 0.5;
/** Connected areas whose median share is below this are left out. */
const leastSure = 0.75;
/** So are areas darker than this, 0 … 1: nobody sees water move there, and forest at night passes for it. */
const nearlyBlack = 0.13;
/** So are those this much less sure than the picture's surest area of the region. */
const behindSurest = 0.14;

/**
 * A region's shares without the areas of which the scene network is not sure: gravel that passes for water beside a real lake, a
 * snow field that passes for sky. A lake that stands still is missed less than gravel that ripples.
 *
 * @param lightness of each point, 0 … 1, where dark areas are to be left out
 */
export function keepSureAreas(plane: Float32Array, side: number, lightness?: Float32Array): Float32Array {
  const areas: { pixels: number[]; median: number; isDark: boolean }[] = [];
  visitComponents(
    side,
    side,
    (point) => plane[point] > likely,
    ({ pixels }) => {
      const shares = Float32Array.from(pixels, (point) => plane[point]).sort();
      const light = pixels.reduce((sum, point) => sum + (lightness?.[point] ?? 1), 0) / pixels.length;
      areas.push({ pixels, median: shares[shares.length >> 1], isDark: light < nearlyBlack });
    },
  );
  const surest = Math.max(0, ...areas.map(({ median }) => median));
  const least = Math.max(leastSure, surest - behindSurest);
  const kept = plane.slice();
  for (const { pixels, median, isDark } of areas) {
    if (median < least || isDark) for (const point of pixels) kept[point] = 0;
  }
  return kept;
}
