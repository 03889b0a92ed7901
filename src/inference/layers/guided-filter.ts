import type { Photo } from '../../photo/photo.ts';
import { boxMean } from '../grids/box-filter.ts';

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

/** Shrinks a photo, aspect not kept. A guide larger than the photo repeats pixels. */
export function shrinkPhoto({ width, height, rgba }: Photo, guideWidth: number, guideHeight: number): Guide {
  const planes: Guide['planes'] = [
    new Float32Array(guideWidth * guideHeight),
    new Float32Array(guideWidth * guideHeight),
    new Float32Array(guideWidth * guideHeight),
  ];
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
      planes[0][point] = r * scale;
      planes[1][point] = g * scale;
      planes[2][point] = b * scale;
    }
  }
  return { width: guideWidth, height: guideHeight, planes };
}

/**
 * Fits `values` as a line of the guide's colours in a window around each point and averages the lines of all windows
 * that hold a point: the guided filter with a colour guide (He, Sun, Tang 2013; at reduced size: He, Sun 2015,
 * arXiv 1505.00996). Values that are constant stay exactly as they are.
 */
export function fitColourLines(
  guide: Guide,
  values: Float32Array,
  { radius, epsilon }: GuidedFitOptions,
): ColourLines {
  const { width, height, planes } = guide;
  const mean = (plane: Float32Array) => boxMean(plane, width, height, radius);
  const meanOfProduct = (a: Float32Array, b: Float32Array) => mean(a.map((value, i) => value * b[i]));
  const [red, green, blue] = planes;
  const [meanR, meanG, meanB] = planes.map(mean);
  const meanV = mean(values);
  const [rv, gv, bv] = planes.map((plane) => meanOfProduct(plane, values));
  const rr = meanOfProduct(red, red);
  const rg = meanOfProduct(red, green);
  const rb = meanOfProduct(red, blue);
  const gg = meanOfProduct(green, green);
  const gb = meanOfProduct(green, blue);
  const bb = meanOfProduct(blue, blue);
  const points = width * height;
  const lines = {
    r: new Float32Array(points),
    g: new Float32Array(points),
    b: new Float32Array(points),
    offset: meanV,
  };
  for (let i = 0; i < points; i++) {
    const [mr, mg, mb, mv] = [meanR[i], meanG[i], meanB[i], meanV[i]];
    // Covariance of the colours (symmetric, plus ε on the diagonal) and of colours with values.
    const crr = rr[i] - mr * mr + epsilon;
    const crg = rg[i] - mr * mg;
    const crb = rb[i] - mr * mb;
    const cgg = gg[i] - mg * mg + epsilon;
    const cgb = gb[i] - mg * mb;
    const cbb = bb[i] - mb * mb + epsilon;
    const vr = rv[i] - mr * mv;
    const vg = gv[i] - mg * mv;
    const vb = bv[i] - mb * mv;
    const irr = cgg * cbb - cgb * cgb;
    const irg = cgb * crb - crg * cbb;
    const irb = crg * cgb - cgg * crb;
    const igg = crr * cbb - crb * crb;
    const igb = crb * crg - crr * cgb;
    const ibb = crr * cgg - crg * crg;
    const determinant = crr * irr + crg * irg + crb * irb;
    const r = (irr * vr + irg * vg + irb * vb) / determinant;
    const g = (irg * vr + igg * vg + igb * vb) / determinant;
    const b = (irb * vr + igb * vg + ibb * vb) / determinant;
    lines.r[i] = r;
    lines.g[i] = g;
    lines.b[i] = b;
    lines.offset[i] = mv - r * mr - g * mg - b * mb;
  }
  return { r: mean(lines.r), g: mean(lines.g), b: mean(lines.b), offset: mean(lines.offset) };
}

/**
 * The lines of a guide's points, interpolated between them, at every pixel's own colour: edges as sharp as the photo's.
 * Calls `write` for each pixel in turn.
 */
export function applyToPhoto(
  lines: ColourLines,
  guide: { width: number; height: number },
  { width, height, rgba }: Photo,
  write: (pixel: number, value: number) => void,
): void {
  const row = new Float32Array((guide.width + 1) * 4);
  for (let y = 0, pixel = 0; y < height; y++) {
    interpolateRow(lines, guide, (y + 0.5) * (guide.height / height) - 0.5, row);
    for (let x = 0; x < width; x++, pixel++) {
      const position = clamp((x + 0.5) * (guide.width / width) - 0.5, guide.width - 1);
      const left = Math.floor(position);
      const share = position - left;
      const from = left * 4;
      const r = row[from] + share * (row[from + 4] - row[from]);
      const g = row[from + 1] + share * (row[from + 5] - row[from + 1]);
      const b = row[from + 2] + share * (row[from + 6] - row[from + 2]);
      const offset = row[from + 3] + share * (row[from + 7] - row[from + 3]);
      const at = pixel * 4;
      write(pixel, r * rgba[at] + g * rgba[at + 1] + b * rgba[at + 2] + offset);
    }
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
