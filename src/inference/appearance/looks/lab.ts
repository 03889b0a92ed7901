/**
 * Colours between sRGB and CIELAB (D65). Pictures are planar: three planes of equal size, R, G, B in [-1, 1] as for
 * networks, or L in 0…100, a, b.
 */

/** Matrix from linear sRGB to XYZ divided by the white point, so that white is 1, 1, 1. */
const toXyz = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
] as const;
const fromXyz = [
  [3.2404542 * 0.95047, -1.5371385, -0.4985314 * 1.08883],
  [-0.969266 * 0.95047, 1.8760108, 0.041556 * 1.08883],
  [0.0556434 * 0.95047, -0.2040259, 1.0572252 * 1.08883],
] as const;
const epsilon = 216 / 24389;
const kappa = 24389 / 27;
/** Bisection steps for the chroma of a colour outside sRGB. */
const gamutSteps = 6;
const tolerance = 1e-4;

/** @param rgb planar, in [-1, 1] @returns planar Lab */
export function toLab(rgb: Float32Array): Float32Array {
  const points = rgb.length / 3;
  const lab = new Float32Array(rgb.length);
  for (let i = 0; i < points; i++) {
    const r = toLinear((rgb[i] + 1) / 2);
    const g = toLinear((rgb[points + i] + 1) / 2);
    const b = toLinear((rgb[2 * points + i] + 1) / 2);
    const x = compress(toXyz[0][0] * r + toXyz[0][1] * g + toXyz[0][2] * b);
    const y = compress(toXyz[1][0] * r + toXyz[1][1] * g + toXyz[1][2] * b);
    const z = compress(toXyz[2][0] * r + toXyz[2][1] * g + toXyz[2][2] * b);
    lab[i] = 116 * y - 16;
    lab[points + i] = 500 * (x - y);
    lab[2 * points + i] = 200 * (y - z);
  }
  return lab;
}

/**
 * The sRGB colour closest in chroma to each colour: colours outside sRGB keep lightness and hue and lose chroma, so
 * that no channel is clipped.
 * @param lab planar
 * @param share points where this is 0 are skipped; default: none
 * @param rgb memory for the result; default: its own
 * @returns planar, in [-1, 1]
 */
export function fromLab(
  lab: Float32Array,
  share?: Float32Array,
  rgb: Float32Array = new Float32Array(lab.length),
): Float32Array {
  const points = lab.length / 3;
  const colour = new Float64Array(3);
  for (let i = 0; i < points; i++) {
    if (share && share[i] === 0) continue;
    const lightness = Math.max(0, Math.min(100, lab[i]));
    const a = lab[points + i];
    const b = lab[2 * points + i];
    let [inside, outside] = [0, 1];
    if (!toLinearRgb(lightness, a, b, colour)) {
      for (let step = 0; step < gamutSteps; step++) {
        const middle = (inside + outside) / 2;
        if (toLinearRgb(lightness, middle * a, middle * b, colour)) inside = middle;
        else outside = middle;
      }
      toLinearRgb(lightness, inside * a, inside * b, colour);
    }
    for (let c = 0; c < 3; c++) rgb[c * points + i] = 2 * fromLinear(colour[c]) - 1;
  }
  return rgb;
}

/** @returns whether the colour is one of sRGB's */
function toLinearRgb(lightness: number, a: number, b: number, colour: Float64Array): boolean {
  const y = (lightness + 16) / 116;
  const [xx, yy, zz] = [expand(y + a / 500), expand(y), expand(y - b / 200)];
  let isInside = true;
  for (let c = 0; c < 3; c++) {
    const row = fromXyz[c];
    const value = row[0] * xx + row[1] * yy + row[2] * zz;
    colour[c] = value;
    if (value < -tolerance || value > 1 + tolerance) isInside = false;
  }
  return isInside;
}

function compress(t: number): number {
  return t > epsilon ? Math.cbrt(t) : (kappa * t + 16) / 116;
}

function expand(t: number): number {
  const cube = t * t * t;
  return cube > epsilon ? cube : (116 * t - 16) / kappa;
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Uses a table, because three powers per point would be most of the work. */
function fromLinear(value: number): number {
  const place = Math.sqrt(Math.max(0, Math.min(1, value))) * (encoded.length - 2);
  const before = Math.floor(place);
  return encoded[before] + (place - before) * (encoded[before + 1] - encoded[before]);
}

/** sRGB at equal steps of the root of linear light, which is nearly linear; with an extra entry after the last. */
const encoded = Float32Array.from({ length: 2050 }, (_, i) => {
  const linear = Math.min(1, (i / 2048) ** 2);
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;
});
