import type { RegionColours } from '../../look.ts';

/**
 * How much of the ratio between a region's lightness and the sky's is kept, as the ratio's exponent. Water mirrors the
 * sky, and so follows its light further than land. With 0.4, horizons at night would show a bright line.
 */
const keptRatios = { land: 0.7, water: 0.5 };

/**
 * The target colours of land or water below a sky, no lighter than its own lightness permits, and with less contrast
 * where they are darkened. A silhouette with the lightness of a look's land would be paler than the look's sky, and so
 * would a tree line in the fog of a night photo.
 * @param region which of the two it is
 * @param own the region's colours in the photo
 * @param sky the sky's colours in the photo, and in the look
 */
export function belowSky(
  region: keyof typeof keptRatios,
  target: RegionColours,
  own: RegionColours,
  sky: { own: RegionColours; target: RegionColours },
): RegionColours {
  const ratio = Math.min(1, own.mean[0] / Math.max(1, sky.own.mean[0]));
  const [lightness, a, b] = target.mean;
  const darker = Math.min(1, (sky.target.mean[0] * ratio ** keptRatios[region]) / Math.max(1, lightness));
  return {
    mean: [darker * lightness, a, b],
    covariance: target.covariance.map((value) => darker ** 2 * value),
  };
}
