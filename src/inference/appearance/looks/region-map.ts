import type { RegionColours } from '../../look.ts';

/** Contrast of lightness is changed by a factor between these. */
const [leastContrast, mostContrast] = [0.45, 1.35];
/** Exponents of the curve of lightness. */
const [leastExponent, mostExponent] = [0.55, 2.6];
/** What a colour's own deviation is stretched by: more would show noise and JPEG blocks. */
const [leastStretch, mostStretch] = [0.15, 1.3];
/** A region is brightened to at most its lightness times the first, plus the second: beyond it shadows become a grey veil. */
const [brightening, leastBrightness] = [2.4, 6];
/** Added to variances, so that a flat region is not stretched without end. */
const floor = 4;
/** Highlights stay within so many standard deviations of the look's mean: a glow by day is none by night. */
const mostDeviations = 3.2;
/** Lightness above this is compressed below 100. */
const shoulder = 88;

/** Takes a colour of one distribution to its place in another. */
export type ColourMap = (colour: Float64Array) => void;

/**
 * The map between two distributions of colour in Lab. It is triangular: lightness follows from lightness alone, so that what
 * is seen as shape stays; chroma follows what it is at that lightness, plus its own deviation, along the axes of both
 * (Monge–Kantorovich in two dimensions).
 *
 * Lightness goes by a power, as exposure does, so that black stays black and nothing falls below it.
 */
export function mapRegion(from: RegionColours, to: RegionColours): ColourMap {
  const [fromL, fromA, fromB] = from.mean;
  const [wantedL, toA, toB] = to.mean;
  const toL = Math.min(wantedL, brightening * fromL + leastBrightness);
  const source = conditional(from.covariance);
  const target = conditional(to.covariance);
  const contrast = clamp(Math.sqrt(target.variance / source.variance), leastContrast, mostContrast);
  const middle = Math.max(4, fromL);
  const exponent = clamp((contrast * middle) / Math.max(4, toL), leastExponent, mostExponent);
  // The mean of a power is not the power of the mean.
  const bend = 1 + ((exponent * (exponent - 1)) / 2) * Math.min(1, source.variance / middle ** 2);
  const scale = toL / Math.max(0.5, bend);
  const spread = Math.sqrt(target.variance);
  const [aa, ab, bb] = transport(source.residual, target.residual);
  return (colour) => {
    const [l, a, b] = colour;
    const curve = (Math.max(0, l) / middle) ** exponent;
    const above = scale * curve - toL;
    const lightness = toL + (above > 0 ? bounded(above, mostDeviations * spread) : above);
    // Far from the mean the line of chroma by lightness bends over: shadows and highlights keep within what the picture has.
    const away = bounded(lightness - toL, 2 * spread);
    const ownA = a - fromA - source.slopeA * (l - fromL);
    const ownB = b - fromB - source.slopeB * (l - fromL);
    colour[0] = belowWhite(lightness);
    colour[1] = toA + target.slopeA * away + aa * ownA + ab * ownB;
    colour[2] = toB + target.slopeB * away + ab * ownA + bb * ownB;
  };
}

/** Chroma given lightness: how it follows it, and what is left. */
function conditional([ll, la, lb, aa, ab, bb]: readonly number[]) {
  const variance = ll + floor;
  const slopeA = la / variance;
  const slopeB = lb / variance;
  const residual: Symmetric = [
    Math.max(0, aa - la * slopeA) + floor,
    ab - la * slopeB,
    Math.max(0, bb - lb * slopeB) + floor,
  ];
  return { variance, slopeA, slopeB, residual };
}

/** A symmetric matrix of two by two: aa, ab, bb. */
type Symmetric = [number, number, number];

/** The symmetric matrix that takes one covariance to another, its stretches bounded. */
function transport(from: Symmetric, to: Symmetric): Symmetric {
  const fromRoot = power(from, 0.5);
  const inverse = power(from, -0.5);
  const middle = power(sandwich(fromRoot, to), 0.5);
  return power(sandwich(inverse, middle), 1, leastStretch, mostStretch);
}

/** outer · inner · outer */
function sandwich([a, b, d]: Symmetric, [p, q, s]: Symmetric): Symmetric {
  const [left, right] = [a * p + b * q, a * q + b * s];
  const [below, corner] = [b * p + d * q, b * q + d * s];
  return [left * a + right * b, left * b + right * d, below * b + corner * d];
}

/** A power of a positive matrix, by its eigenvalues, which are then held between two bounds. */
function power(
  [a, b, d]: Symmetric,
  exponent: number,
  least = 0,
  most = Number.POSITIVE_INFINITY,
): Symmetric {
  const centre = (a + d) / 2;
  const distance = Math.hypot((a - d) / 2, b);
  const angle = Math.atan2(b, (a - d) / 2) / 2;
  const value = (eigenvalue: number) => clamp(Math.max(1e-6, eigenvalue) ** exponent, least, most);
  const [first, second] = [value(centre + distance), value(centre - distance)];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    first * cos * cos + second * sin * sin,
    (first - second) * sin * cos,
    first * sin * sin + second * cos * cos,
  ];
}

function belowWhite(lightness: number): number {
  if (lightness <= shoulder) return lightness;
  const room = 100 - shoulder;
  return shoulder + room * Math.tanh((lightness - shoulder) / room);
}

/** Nearly `value` where that is small, never beyond `bound`. */
function bounded(value: number, bound: number): number {
  return bound * Math.tanh(value / bound);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
