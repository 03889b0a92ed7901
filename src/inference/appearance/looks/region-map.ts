import type { RegionColours } from '../../look.ts';

/** Limits of the factor for the contrast of lightness. */
const [leastContrast, mostContrast] = [0.45, 1.35];
/** Limits of the exponent of the lightness curve. */
const [leastExponent, mostExponent] = [0.55, 2.6];
/**
 * The curve's tangent at the mean reaches black at least this many standard deviations below it: a steeper curve would
 * crush the shadows of a region with a wide range. But exponents up to the second number are always allowed.
 */
const [shadowDeviations, gentleExponent] = [2.5, 1.4];
/** Limits of the stretch of a colour's own deviation: more would show noise and JPEG blocks. */
const [leastStretch, mostStretch] = [0.15, 1.3];
/**
 * A region is brightened to at most its lightness times the first, plus the second: beyond it shadows look like a grey
 * veil.
 */
const [brightening, leastBrightness] = [2.4, 6];
/** Added to variances, so that a flat region is not stretched infinitely. */
const floor = 4;
/** Highlights stay within this many standard deviations of the look's mean, because a glow by day is none by night. */
const mostDeviations = 3.2;
/** Lightness above this is compressed below 100. */
const shoulder = 88;

/** Steps of the lightness curve's table per unit of L, and their number. */
const perLightness = 16;
const lightnessSteps = 100 * perLightness;

/**
 * Maps the colours of a region to those of another, as distributions in Lab. The map is triangular: lightness is mapped
 * by itself, so that visible shapes are preserved; chroma is mapped from its mean at that lightness and its deviation
 * from that, along the axes of both (Monge–Kantorovich in two dimensions).
 *
 * Lightness is mapped with a power, like exposure, so that black stays black and nothing falls below it.
 * @param lab planar
 * @param share points where this is 0 are skipped
 * @returns planar
 */
export function mapRegion(
  lab: Float32Array,
  share: Float32Array,
  from: RegionColours,
  to: RegionColours,
): Float32Array {
  const [fromL, fromA, fromB] = from.mean;
  const [wantedL, toA, toB] = to.mean;
  const toL = Math.min(wantedL, brightening * fromL + leastBrightness);
  const source = conditional(from.covariance);
  const target = conditional(to.covariance);
  const curve = lightnessCurve(fromL, source.variance, toL, target.variance);
  // Far from the mean, the line of chroma by lightness is bent: shadows and highlights stay within the picture's range.
  const spread = Math.sqrt(target.variance);
  const away = curve.map((lightness) => bounded(lightness - toL, 2 * spread));
  const shown = curve.map(belowWhite);
  const [aa, ab, bb] = transport(source.residual, target.residual);
  const points = share.length;
  const moved = new Float32Array(lab.length);
  for (let i = 0; i < points; i++) {
    if (share[i] === 0) continue;
    const l = lab[i];
    const place = Math.max(0, Math.min(lightnessSteps, l * perLightness));
    const step = place | 0;
    const part = place - step;
    const slope = away[step] + part * (away[step + 1] - away[step]);
    const ownA = lab[points + i] - fromA - source.slopeA * (l - fromL);
    const ownB = lab[2 * points + i] - fromB - source.slopeB * (l - fromL);
    moved[i] = shown[step] + part * (shown[step + 1] - shown[step]);
    moved[points + i] = toA + target.slopeA * slope + aa * ownA + ab * ownB;
    moved[2 * points + i] = toB + target.slopeB * slope + ab * ownA + bb * ownB;
  }
  return moved;
}

/** Lightness in the new light, by lightness in the old, at steps of 1/16; with an entry after the last. */
function lightnessCurve(fromL: number, fromVariance: number, toL: number, toVariance: number): Float64Array {
  const contrast = clamp(Math.sqrt(toVariance / fromVariance), leastContrast, mostContrast);
  const middle = Math.max(4, fromL);
  const steepest = clamp(middle / (shadowDeviations * Math.sqrt(fromVariance)), gentleExponent, mostExponent);
  const exponent = clamp((contrast * middle) / Math.max(4, toL), leastExponent, steepest);
  // The mean of a power is not the power of the mean.
  const bend = 1 + ((exponent * (exponent - 1)) / 2) * Math.min(1, fromVariance / middle ** 2);
  const scale = toL / Math.max(0.5, bend);
  const spread = Math.sqrt(toVariance);
  return Float64Array.from({ length: lightnessSteps + 2 }, (_, step) => {
    const above = scale * (step / perLightness / middle) ** exponent - toL;
    return toL + (above > 0 ? bounded(above, mostDeviations * spread) : above);
  });
}

/** Chroma given lightness: its slope, and the residual covariance. */
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

/** The symmetric matrix that maps one covariance to another, with limited stretches. */
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

/** A power of a positive matrix, by its eigenvalues, which are clamped to two limits. */
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

/** Approximately `value` if that is small, never beyond `bound`. */
function bounded(value: number, bound: number): number {
  return bound * Math.tanh(value / bound);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
