import { areaOf } from './statistics.ts';

/** Lightness from which a point of the sky may be the sun, and from which it certainly is. */
const [begins, surely] = [96, 99.5];
/** Share of the sky that a sun with its glow covers: less is a glint, more is clouds. */
const [leastArea, mostArea] = [0.004, 0.03];
/**
 * Mean square distance of a disc's points from its centre relative to that of all white points: clouds are scattered.
 */
const [scattered, compact] = [0.15, 0.35];
/** Minimum lightness of a sun, however dark the look: it then looks like a moon. */
const moonLightness = 78;

/**
 * Keeps a sun bright and pale in a dark look, unlike clouds.
 * @param moved the colours of the sky in its new light, planar Lab; changed in place
 * @param lab the original colours
 * @param share how much of each point is sky
 */
export function keepSun(moved: Float32Array, lab: Float32Array, share: Float32Array, side: number): void {
  const points = share.length;
  const sun = share.map((part, i) => {
    const place = Math.max(0, Math.min(1, (lab[i] - begins) / (surely - begins)));
    return part * place * place * (3 - 2 * place);
  });
  const area = areaOf(sun) / areaOf(share);
  const isSized = Math.max(0, Math.min(1, area / leastArea - 1, 2 * (1 - area / mostArea)));
  if (isSized === 0) return;
  const isCompact = Math.max(0, Math.min(1, (compactness(sun, side) - scattered) / (compact - scattered)));
  const kept = isSized * isCompact;
  for (let i = 0; i < points; i++) {
    const missing = kept * sun[i] * Math.max(0, moonLightness - moved[i]);
    moved[i] += missing;
    const pale = missing / moonLightness;
    for (const at of [points + i, 2 * points + i]) moved[at] += pale * (lab[at] - moved[at]);
  }
}

/** 1 for a disc, less for scattered points. */
function compactness(weights: Float32Array, side: number): number {
  let [sum, x, y, squares] = [1e-9, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i];
    if (weight === 0) continue;
    const [column, row] = [i % side, Math.floor(i / side)];
    sum += weight;
    x += weight * column;
    y += weight * row;
    squares += weight * (column * column + row * row);
  }
  const spread = squares / sum - (x / sum) ** 2 - (y / sum) ** 2;
  return sum / (2 * Math.PI) / Math.max(spread, 1e-9);
}
