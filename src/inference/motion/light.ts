import { smoothstep } from '../grids/smoothstep.ts';

/**
 * A layer's light: for each of R, G and B six factors of 1, x, y, x², xy, y², with x and y from 0 to 1 over the grid.
 */
export type Light = readonly [Float64Array, Float64Array, Float64Array];

const terms = 6;

/**
 * The smooth part of a layer's light, such as a sky that brightens towards the horizon, or vignetting: the second-order
 * surface closest to its colours. It stays in place while clouds drift, as in reality; moved along, it would cause dark
 * and bright patches where one copy of the photo replaces the other.
 *
 * @param colours RGB interleaved in 0…255, side² points
 * @param inside 1 at points that are certainly part of the layer, else 0
 * @returns undefined if too little of the layer is certain
 */
export function fitLight(colours: Float32Array, inside: Float32Array, side: number): Light | undefined {
  const normal = new Float64Array(terms * terms);
  const right = [0, 1, 2].map(() => new Float64Array(terms));
  const basis = new Float64Array(terms);
  let count = 0;
  for (let point = 0; point < inside.length; point++) {
    if (inside[point] === 0) continue;
    count++;
    writeTerms((point % side) / (side - 1), Math.floor(point / side) / (side - 1), basis);
    for (let i = 0; i < terms; i++) {
      for (let j = 0; j < terms; j++) normal[i * terms + j] += basis[i] * basis[j];
      for (let channel = 0; channel < 3; channel++)
        right[channel][i] += basis[i] * colours[3 * point + channel];
    }
  }
  if (count < leastPoints) return undefined;
  const before = right.map((sums) => sums.slice());
  // Regularised for narrow layers, where the terms cannot be separated.
  for (let i = 0; i < terms; i++) normal[i * terms + i] += 1e-4 * count;
  const fitted: Light = [solve(normal, right[0]), solve(normal, right[1]), solve(normal, right[2])];
  const share = evenness(colours, inside, fitted, before, count);
  return share === 0 ? undefined : (fitted.map((factors) => faded(factors, share)) as unknown as Light);
}

/**
 * A surface that explains less of the colours' variance than the first is not light, because clouds vary; above the
 * second everything is light.
 */
const [cloudy, clear] = [0.6, 0.92];

/** Share of a fitted surface that counts as light, 0 … 1, by the share of variance that it explains (R²). */
function evenness(
  colours: Float32Array,
  inside: Float32Array,
  fitted: Light,
  sums: readonly Float64Array[],
  count: number,
): number {
  const side = Math.sqrt(inside.length);
  let [rest, all] = [0, 0];
  for (let point = 0; point < inside.length; point++) {
    if (inside[point] === 0) continue;
    const [x, y] = [(point % side) / (side - 1), Math.floor(point / side) / (side - 1)];
    for (let channel = 0; channel < 3; channel++) {
      const value = colours[3 * point + channel];
      rest += (value - lightAt(fitted[channel], x, y)) ** 2;
      all += (value - sums[channel][0] / count) ** 2;
    }
  }
  const explained = all > 0 ? 1 - rest / all : 1;
  return smoothstep(cloudy, clear, explained);
}

/** A surface with reduced slopes: only differences of light matter, so its mean is irrelevant. */
function faded(factors: Float64Array, share: number): Float64Array {
  return factors.map((factor, i) => (i === 0 ? factor : share * factor));
}

/** Fewer points are not enough to fit the light. */
const leastPoints = 200;

/** One colour of the light at a point of the grid, positions in shares of the side. */
export function lightAt(factors: Float64Array, x: number, y: number): number {
  return factors[0] + x * (factors[1] + x * factors[3] + y * factors[4]) + y * (factors[2] + y * factors[5]);
}

/** Colours on a grid without the light: what is seen to move. */
export function withoutLight(colours: Float32Array, light: Light, side: number): Float32Array {
  return colours.map((value, i) => {
    const point = Math.floor(i / 3);
    return value - lightAt(light[i % 3], (point % side) / (side - 1), Math.floor(point / side) / (side - 1));
  });
}

function writeTerms(x: number, y: number, basis: Float64Array): void {
  basis[0] = 1;
  basis[1] = x;
  basis[2] = y;
  basis[3] = x * x;
  basis[4] = x * y;
  basis[5] = y * y;
}

/** Gaussian elimination with pivots; `matrix` is symmetric and positive definite, row by row. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const rows = Array.from({ length: terms }, (_, i) => [
    ...matrix.subarray(i * terms, (i + 1) * terms),
    right[i],
  ]);
  for (let i = 0; i < terms; i++) {
    const pivot = rows.slice(i).reduce((best, row) => (Math.abs(row[i]) > Math.abs(best[i]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(i, 0, pivot);
    for (let below = i + 1; below < terms; below++) {
      const factor = rows[below][i] / pivot[i];
      for (let column = i; column <= terms; column++) rows[below][column] -= factor * pivot[column];
    }
  }
  const solution = new Float64Array(terms);
  for (let i = terms - 1; i >= 0; i--) {
    let rest = rows[i][terms];
    for (let column = i + 1; column < terms; column++) rest -= rows[i][column] * solution[column];
    solution[i] = rest / rows[i][i];
  }
  return solution;
}
