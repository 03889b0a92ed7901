import { AreaBlur } from './area-blur.ts';
import { countPoints } from './areas.ts';

/** Texture is detail finer than this, … */
const detailWidth = 12 / 1280;
/**
 * … and its strength is measured in a neighbourhood of this size; both are standard deviations in shares of the width.
 */
const neighbourhood = 6 / 1280;
/** Minimum texture, in levels, for motion to be visible. */
const leastTexture = 2;
/** A point visibly moves if it changes by at least this multiple of its own texture, … */
const lively = 0.5;
/** … and by at least this many levels, which encoding does not reach. */
const leastChange = 1.6;
/** Minimum share of an area in the picture, and of textured points in the area, for a result. */
const leastArea = 0.004;
const leastTextured = 0.02;

/**
 * Share of an area's textured points that do not visibly move, 0…1.
 * @param first frame 0, in levels of luma
 * @param change largest change of each point from frame 0 over the analysed moments
 * @returns null if the area is small or has no texture
 */
export function deadShare(
  first: Float32Array,
  change: Float32Array,
  area: Float32Array,
  size: { width: number; height: number },
): number | null {
  const points = countPoints(area);
  if (points < leastArea * area.length) return null;
  const nearby = new AreaBlur(area, size, neighbourhood * size.width);
  const mean = new AreaBlur(area, size, detailWidth * size.width).of(first);
  const texture = nearby.of(first.map((value, i) => (value - mean[i]) ** 2));
  const moved = nearby.of(change.map((value) => value * value));
  let textured = 0;
  let dead = 0;
  for (let i = 0; i < area.length; i++) {
    if (area[i] === 0 || texture[i] < leastTexture ** 2) continue;
    textured++;
    if (moved[i] < Math.max(lively ** 2 * texture[i], leastChange ** 2)) dead++;
  }
  return textured > leastTextured * points ? dead / textured : null;
}
