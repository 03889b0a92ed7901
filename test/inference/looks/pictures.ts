import { fromLab } from '../../../src/inference/appearance/looks/lab.ts';
import type { RegionShares } from '../../../src/inference/layers/regions.ts';
import { randomNumbers } from '../../../src/scenes/noise.ts';

export const side = 48;
const points = side * side;

/** A picture of a textured sky above textured land, and its regions. @returns RGB in [-1, 1], planar */
export function skyAboveLand(
  sky: readonly [number, number, number],
  land: readonly [number, number, number],
  seed = 1,
): { rgb: Float32Array; shares: RegionShares } {
  const random = randomNumbers(seed);
  const lab = new Float32Array(3 * points);
  const isSky = (i: number) => i < points / 2;
  for (let i = 0; i < points; i++) {
    const texture = 10 * (random() - 0.5);
    const colour = isSky(i) ? sky : land;
    for (let c = 0; c < 3; c++) lab[c * points + i] = colour[c] + (c === 0 ? 2 * texture : texture / 2);
  }
  const share = (isIn: (i: number) => boolean) => Float32Array.from({ length: points }, (_, i) => +isIn(i));
  const none = () => new Float32Array(points);
  const planes = { sky: share(isSky), land: share((i) => !isSky(i)), water: none(), mist: none() };
  return { rgb: fromLab(lab), shares: { side, planes } };
}

/** Means of a plane of Lab over the upper and the lower half, a little away from the border between them. */
export function halves(lab: Float32Array, plane: 0 | 1 | 2): { upper: number; lower: number } {
  const values = lab.subarray(plane * points, (plane + 1) * points);
  const mean = (part: Float32Array) => part.reduce((sum, value) => sum + value, 0) / part.length;
  return {
    upper: mean(values.subarray(0, points / 2 - 4 * side)),
    lower: mean(values.subarray(points / 2 + 4 * side)),
  };
}
