/** Minimum ratio of the variation in lightness from row to row to that along rows. */
const leastRatio = 6;
/** Minimum number of grid points for a meaningful ratio. */
const leastPoints = 100;

/**
 * True if water shows the crests of its waves. They lie along the horizon, because water is seen at a flat angle, so
 * lightness varies mostly from row to row. Variation is measured by second differences, which ignore linear gradients.
 *
 * @param colours RGB interleaved, side² points
 * @param water how much of each point is water, 0 … 1
 */
export function showsCrests(colours: Float32Array, water: Float32Array, side: number): boolean {
  const lightness = (point: number) =>
    (colours[3 * point] + 2 * colours[3 * point + 1] + colours[3 * point + 2]) / 4;
  let [down, across, count] = [0, 0, 0];
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const point = y * side + x;
      if (water[point] < 0.9 || water[point - side] < 0.9 || water[point + side] < 0.9) continue;
      if (water[point - 1] < 0.9 || water[point + 1] < 0.9) continue;
      const middle = 2 * lightness(point);
      down += (lightness(point - side) + lightness(point + side) - middle) ** 2;
      across += (lightness(point - 1) + lightness(point + 1) - middle) ** 2;
      count++;
    }
  }
  return count >= leastPoints && down > leastRatio * across;
}
