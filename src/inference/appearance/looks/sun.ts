import { areaOf } from './statistics.ts';

/** Lightness from which on a sky's point is a sun's, and from which on surely. */
const [begins, surely] = [96, 99.5];
/** What a sun with its glow covers of a sky: less is a glint, more is clouds. */
const [leastArea, mostArea] = [0.004, 0.03];
/** Mean square of a disc's distances from its middle, divided by that of what is white: clouds lie scattered. */
const [scattered, compact] = [0.15, 0.35];
/** What a sun has at least, however dark the look: it passes for a moon. */
const moonLightness = 78;

/**
 * A sun is no cloud that a dark sky can hide: it stays bright, and pale.
 * @param moved the colours of the sky in its new light, planar Lab, which are changed
 * @param lab those it had
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

/** 1 of a disc, less of what lies scattered. */
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
