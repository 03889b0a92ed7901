import { type Chromaticities, srgbPrimaries } from './signal.ts';

/** A 3×3 matrix, row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

const bradford: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/**
 * The matrix from linear light in some primaries to linear light in sRGB's. White stays white (Bradford adaptation).
 * @returns null if the chromaticities are degenerate
 */
export function matrixToSrgb(primaries: Chromaticities): Matrix | null {
  const toXyz = matrixToXyz(primaries);
  const fromXyz = invert(matrixToXyz(srgbPrimaries) as Matrix);
  if (!toXyz || !fromXyz) return null;
  return multiply(fromXyz, multiply(adaptation(primaries.white, srgbPrimaries.white), toXyz));
}

/** Weights of red, green and blue in luminance; their sum is 1. */
export function luminanceShares(primaries: Chromaticities): readonly [number, number, number] {
  const [, , , red, green, blue] = matrixToXyz(primaries) ?? (matrixToXyz(srgbPrimaries) as Matrix);
  return [red, green, blue];
}

function matrixToXyz({ red, green, blue, white }: Chromaticities): Matrix | null {
  const [r, g, b] = [red, green, blue].map(toXyzOfLuminanceOne);
  const columns: Matrix = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]];
  const inverse = invert(columns);
  if (!inverse) return null;
  const shares = apply(inverse, toXyzOfLuminanceOne(white));
  return columns.map((value, index) => value * shares[index % 3]) as unknown as Matrix;
}

/** XYZ of a chromaticity, scaled to luminance 1; null if y is 0. */
function toXyzOfLuminanceOne([x, y]: readonly [number, number]): readonly [number, number, number] {
  return y === 0 ? [x, y, 1 - x - y] : [x / y, 1, (1 - x - y) / y];
}

function adaptation(from: readonly [number, number], to: readonly [number, number]): Matrix {
  const source = apply(bradford, toXyzOfLuminanceOne(from));
  const target = apply(bradford, toXyzOfLuminanceOne(to));
  const scale: Matrix = [
    target[0] / source[0],
    0,
    0,
    0,
    target[1] / source[1],
    0,
    0,
    0,
    target[2] / source[2],
  ];
  return multiply(invert(bradford) as Matrix, multiply(scale, bradford));
}

function apply(m: Matrix, [x, y, z]: readonly [number, number, number]): [number, number, number] {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

function multiply(left: Matrix, right: Matrix): Matrix {
  const columns = [0, 1, 2].map((column) =>
    apply(left, [right[column], right[3 + column], right[6 + column]]),
  );
  return [0, 1, 2].flatMap((row) => columns.map((column) => column[row])) as unknown as Matrix;
}

function invert(m: Matrix): Matrix | null {
  const [a, b, c, d, e, f, g, h, i] = m;
  const cofactors = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
  ];
  const determinant = a * cofactors[0] + b * cofactors[3] + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-9) return null;
  const adjugate = [...cofactors, d * h - e * g, b * g - a * h, a * e - b * d];
  return adjugate.map((value) => value / determinant) as unknown as Matrix;
}
