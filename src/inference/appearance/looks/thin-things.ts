import { boxMean } from '../../grids/box-filter.ts';

/** Radius of the surroundings, as a share of the side. */
const radius = 0.03;
/** Share of sky in the surroundings below which a thing is not thin, and above which it is. */
const [wide, thin] = [0.5, 0.7];
/** Difference of red − green and blue − green (0…1) from the sky's up to which, and from which on, hues are alike. */
const [alike, unlike] = [0.08, 0.2];

/**
 * Gives the gaps between thin things, such as cables, back to the sky around them. At the size of a region's shares such
 * gaps are mixed with what bounds them; as land they would keep the colour of the photo's sky. Things whose hue differs
 * from the sky's, such as twigs, remain what they are.
 * @param channels red, green and blue, 0…1
 * @param sky shares, changed in place, as are those of `land`
 */
export function returnGaps(
  [r, g, b]: readonly Float32Array[],
  sky: Float32Array,
  land: Float32Array,
  side: number,
): void {
  const mean = (values: Float32Array) => boxMean(values, side, side, Math.round(radius * side));
  const around = mean(sky);
  const warm = mean(sky.map((share, i) => share * (r[i] - g[i])));
  const cold = mean(sky.map((share, i) => share * (b[i] - g[i])));
  for (let i = 0; i < sky.length; i++) {
    if (land[i] === 0 || around[i] <= wide) continue;
    const difference = Math.hypot(r[i] - g[i] - warm[i] / around[i], b[i] - g[i] - cold[i] / around[i]);
    const isAlike = Math.max(0, Math.min(1, (unlike - difference) / (unlike - alike)));
    const given = land[i] * isAlike * Math.min(1, (around[i] - wide) / (thin - wide));
    sky[i] += given;
    land[i] -= given;
  }
}
