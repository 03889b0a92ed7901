import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';
import { native } from '../grids/native.ts';

/** A small copy of a photo: RGB planes in 0…1, each point the mean of the pixels it covers. */
export interface Guide {
  width: number;
  height: number;
  planes: [Float32Array, Float32Array, Float32Array];
}

/** Per point of a guide, the line value = r · R + g · G + b · B + offset (colours in 0…1). */
export interface ColourLines {
  r: Float32Array;
  g: Float32Array;
  b: Float32Array;
  offset: Float32Array;
}

export interface GuidedFitOptions {
  /** Half the side of a window, in points of the guide. */
  radius: number;
  /** Variance of colour (0…1) below which a window counts as flat and gives its mean. */
  epsilon: number;
}

/** Lightness of each point of a guide, 0 … 1. */
export function lightnessOf({ planes: [r, g, b] }: Guide): Float32Array {
  return g.map((green, i) => (r[i] + 2 * green + b[i]) / 4);
}

/** Shrinks a photo, aspect not kept. A guide larger than the photo repeats pixels. */
export function shrinkPhoto({ width, height, rgba }: Photo, guideWidth: number, guideHeight: number): Guide {
  const planes: Guide['planes'] = [
    new Float32Array(guideWidth * guideHeight),
    new Float32Array(guideWidth * guideHeight),
    new Float32Array(guideWidth * guideHeight),
  ];
  (native?.shrinkPhoto ?? shrinkPhotoHere)(rgba, width, height, guideWidth, guideHeight, ...planes);
  return { width: guideWidth, height: guideHeight, planes };
}

/** {@link shrinkPhoto} in TypeScript. */
export function shrinkPhotoHere(
  rgba: Uint8Array,
  width: number,
  height: number,
  guideWidth: number,
  guideHeight: number,
  red: Float32Array,
  green: Float32Array,
  blue: Float32Array,
): void {
  for (let y = 0, point = 0; y < guideHeight; y++) {
    const top = Math.floor((y * height) / guideHeight);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / guideHeight));
    for (let x = 0; x < guideWidth; x++, point++) {
      const left = Math.floor((x * width) / guideWidth);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / guideWidth));
      let [r, g, b] = [0, 0, 0];
      for (let py = top; py < bottom; py++) {
        for (let at = (py * width + left) * 4, end = (py * width + right) * 4; at < end; at += 4) {
          r += rgba[at];
          g += rgba[at + 1];
          b += rgba[at + 2];
        }
      }
      const scale = 1 / (255 * (bottom - top) * (right - left));
      red[point] = r * scale;
      green[point] = g * scale;
      blue[point] = b * scale;
    }
  }
}

/**
 * Fits values as a linear function of a guide's colours in a window around each point, and averages the functions of
 * all windows that contain a point: the guided filter with a colour guide (He, Sun, Tang 2013; at reduced size: He, Sun
 * 2015, arXiv 1505.00996). Constant values stay exactly unchanged. Everything that depends on the guide alone is
 * computed once for all planes of values.
 */
export class ColourFit {
  readonly #guide: Guide;
  readonly #radius: number;
  /** Means of the colours in each point's window. */
  readonly #means: readonly Float32Array[];
  /** The inverse of their covariance (symmetric, ε added on the diagonal): rr, rg, rb, gg, gb, bb. */
  readonly #inverse: readonly Float64Array[];

  constructor(guide: Guide, { radius, epsilon }: GuidedFitOptions) {
    this.#guide = guide;
    this.#radius = radius;
    const [red, green, blue] = guide.planes;
    this.#means = guide.planes.map((plane) => this.#mean(plane));
    const products = [
      this.#meanOfProduct(red, red),
      this.#meanOfProduct(red, green),
      this.#meanOfProduct(red, blue),
      this.#meanOfProduct(green, green),
      this.#meanOfProduct(green, blue),
      this.#meanOfProduct(blue, blue),
    ];
    this.#inverse = invertCovariances(products, this.#means, epsilon);
  }

  /** The lines of `values`, one for each point of the guide. */
  linesOf(values: Float32Array): ColourLines {
    const [meanR, meanG, meanB] = this.#means;
    const [irr, irg, irb, igg, igb, ibb] = this.#inverse;
    const offset = this.#mean(values);
    // Means of the products with the values at first, then the lines' factors.
    const [r, g, b] = this.#guide.planes.map((plane) => this.#meanOfProduct(plane, values));
    for (let i = 0; i < offset.length; i++) {
      const [mr, mg, mb, mv] = [meanR[i], meanG[i], meanB[i], offset[i]];
      const vr = r[i] - mr * mv;
      const vg = g[i] - mg * mv;
      const vb = b[i] - mb * mv;
      const ofR = irr[i] * vr + irg[i] * vg + irb[i] * vb;
      const ofG = irg[i] * vr + igg[i] * vg + igb[i] * vb;
      const ofB = irb[i] * vr + igb[i] * vg + ibb[i] * vb;
      r[i] = ofR;
      g[i] = ofG;
      b[i] = ofB;
      offset[i] = mv - ofR * mr - ofG * mg - ofB * mb;
    }
    return { r: this.#mean(r), g: this.#mean(g), b: this.#mean(b), offset: this.#mean(offset) };
  }

  #mean(plane: Float32Array): Float32Array {
    return boxMean(plane, this.#guide.width, this.#guide.height, this.#radius);
  }

  #meanOfProduct(a: Float32Array, b: Float32Array): Float32Array {
    const product = new Float32Array(a.length);
    for (let i = 0; i < product.length; i++) product[i] = a[i] * b[i];
    return this.#mean(product);
  }
}

/** The inverse of the covariance of colours at each point, from the means of their products. */
function invertCovariances(
  [rr, rg, rb, gg, gb, bb]: readonly Float32Array[],
  [meanR, meanG, meanB]: readonly Float32Array[],
  epsilon: number,
): Float64Array[] {
  const inverse = Array.from({ length: 6 }, () => new Float64Array(rr.length));
  const [inverseRr, inverseRg, inverseRb, inverseGg, inverseGb, inverseBb] = inverse;
  for (let i = 0; i < rr.length; i++) {
    const [mr, mg, mb] = [meanR[i], meanG[i], meanB[i]];
    const crr = rr[i] - mr * mr + epsilon;
    const crg = rg[i] - mr * mg;
    const crb = rb[i] - mr * mb;
    const cgg = gg[i] - mg * mg + epsilon;
    const cgb = gb[i] - mg * mb;
    const cbb = bb[i] - mb * mb + epsilon;
    const irr = cgg * cbb - cgb * cgb;
    const irg = cgb * crb - crg * cbb;
    const irb = crg * cgb - cgg * crb;
    const determinant = crr * irr + crg * irg + crb * irb;
    inverseRr[i] = irr / determinant;
    inverseRg[i] = irg / determinant;
    inverseRb[i] = irb / determinant;
    inverseGg[i] = (crr * cbb - crb * crb) / determinant;
    inverseGb[i] = (crb * crg - crr * cgb) / determinant;
    inverseBb[i] = (crr * cgg - crg * crg) / determinant;
  }
  return inverse;
}

/**
 * The lines of a guide's points, interpolated between them, at every pixel's own colour: edges as sharp as the photo's.
 * @returns bytes: 0 for values of at most `low`, 255 for `high` and more
 */
export function readLines(
  lines: ColourLines,
  guide: { width: number; height: number },
  { width, height, rgba }: Photo,
  [low, high]: readonly [number, number],
): Uint8Array {
  const bytes = new Uint8Array(width * height);
  const scale = 255 / (high - low);
  const row = new Float32Array((guide.width + 1) * 4);
  // Position of each column among the points of a row.
  const starts = new Int32Array(width);
  const shares = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    const position = clamp((x + 0.5) * (guide.width / width) - 0.5, guide.width - 1);
    starts[x] = 4 * Math.floor(position);
    shares[x] = position - Math.floor(position);
  }
  const read = native?.readRow ?? readRowHere;
  for (let y = 0; y < height; y++) {
    interpolateRow(lines, guide, (y + 0.5) * (guide.height / height) - 0.5, row);
    read(row, starts, shares, rgba, low, scale, y, width, bytes);
  }
  return bytes;
}

/** Reads the lines of `row`, four numbers a point, at the pixels of row `y` of a picture. */
export function readRowHere(
  row: Float32Array,
  starts: Int32Array,
  shares: Float64Array,
  rgba: Uint8Array,
  low: number,
  scale: number,
  y: number,
  width: number,
  bytes: Uint8Array,
): void {
  for (let x = 0, pixel = y * width, at = 4 * pixel; x < width; x++, pixel++, at += 4) {
    const share = shares[x];
    const from = starts[x];
    const r = row[from] + share * (row[from + 4] - row[from]);
    const g = row[from + 1] + share * (row[from + 5] - row[from + 1]);
    const b = row[from + 2] + share * (row[from + 6] - row[from + 2]);
    const offset = row[from + 3] + share * (row[from + 7] - row[from + 3]);
    const value = (r * rgba[at] + g * rgba[at + 1] + b * rgba[at + 2] + offset - low) * scale;
    bytes[pixel] = value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
  }
}

/** The lines at a height between two rows of points, four numbers a point, for colours in 0…255. */
function interpolateRow(
  { r, g, b, offset }: ColourLines,
  guide: { width: number; height: number },
  y: number,
  row: Float32Array,
): void {
  const position = clamp(y, guide.height - 1);
  const upper = Math.floor(position) * guide.width;
  const lower = Math.min(upper + guide.width, (guide.height - 1) * guide.width);
  const share = position - Math.floor(position);
  for (let x = 0; x < guide.width; x++) {
    row[x * 4] = (r[upper + x] + share * (r[lower + x] - r[upper + x])) / 255;
    row[x * 4 + 1] = (g[upper + x] + share * (g[lower + x] - g[upper + x])) / 255;
    row[x * 4 + 2] = (b[upper + x] + share * (b[lower + x] - b[upper + x])) / 255;
    row[x * 4 + 3] = offset[upper + x] + share * (offset[lower + x] - offset[upper + x]);
  }
  row.copyWithin(guide.width * 4, guide.width * 4 - 4, guide.width * 4);
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}
