/** How many times more the lightness of water must vary from row to row than along rows to show crests. */
const leastRatio = 6;
/** Fewer points of the grid say nothing. */
const leastPoints = 100;

/**
 * Whether water shows the crests of its waves: they lie along the horizon, since water is seen at a flat angle. What varies is measured
 * by second differences, which leave out even gradients.
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
      const around = [point - side, point + side, point - 1, point + 1];
      if (water[point] < 0.9 || around.some((near) => water[near] < 0.9)) continue;
      const [above, below, left, right] = around.map(lightness);
      const middle = 2 * lightness(point);
      down += (above + below - middle) ** 2;
      across += (left + right - middle) ** 2;
      count++;
    }
  }
  return count >= leastPoints && down > leastRatio * across;
}
