import { native } from '../../grids/native.ts';
import type { QualityReport } from '../../job.ts';

/**
 * Approximate number of evenly spaced rows of a frame that are sampled: the figures hardly change, but the time does.
 */
const sampledRows = 128;
/** Adjacent frames that differ by less than this, in luma levels, count as static. */
const minMovement = 0.01;

type SeamAndContrast = Pick<QualityReport, 'seamRatio' | 'contrastKept'>;

/**
 * Measures a video during rendering (algorithm §10), from luma planes (16…235) and on every n-th row.
 *
 * * frame difference: mean |Y_t − Y_{t−1}| over the sampled rows
 * * seam ratio: difference last → first ÷ median difference of adjacent frames (both at least 0.01 levels)
 * * contrast: variance of the Laplacian 4c − n − s − e − w; kept = smallest over the video ÷ the photo's
 */
export class QualityMeter {
  readonly #width: number;
  readonly #rows: Int32Array;
  readonly #photoContrast: number;
  readonly #first: Uint8Array;
  readonly #previous: Uint8Array;
  readonly #differences: number[] = [];
  #frameCount = 0;
  #leastContrast = Number.POSITIVE_INFINITY;

  /** `photoLuma` is the luma of the photo as a frame without motion. */
  constructor(width: number, height: number, photoLuma: Uint8Array) {
    const spacing = Math.max(1, Math.floor(height / sampledRows));
    this.#width = width;
    this.#rows = Int32Array.from(
      { length: Math.max(0, Math.ceil((height - 2) / spacing)) },
      (_, i) => 1 + i * spacing,
    );
    this.#photoContrast = laplacianVariance(photoLuma, width, this.#rows);
    this.#first = new Uint8Array(this.#rows.length * width);
    this.#previous = new Uint8Array(this.#rows.length * width);
  }

  /** Adds the next frame; only its luma plane is read. */
  addFrame(frame: Uint8Array): void {
    if (this.#frameCount > 0) this.#differences.push(this.#difference(frame, this.#previous));
    this.#leastContrast = Math.min(this.#leastContrast, laplacianVariance(frame, this.#width, this.#rows));
    this.#copyRows(frame, this.#previous);
    if (this.#frameCount === 0) this.#first.set(this.#previous);
    this.#frameCount++;
  }

  report(): SeamAndContrast {
    const seam = meanDifference(this.#previous, this.#first);
    const contrastKept = this.#photoContrast > 0 ? this.#leastContrast / this.#photoContrast : 1;
    return {
      seamRatio: Math.max(seam, minMovement) / Math.max(median(this.#differences), minMovement),
      contrastKept,
    };
  }

  #difference(frame: Uint8Array, previous: Uint8Array): number {
    const sum = native?.sumDifferences ?? sumDifferencesHere;
    return sum(frame, previous, this.#rows, this.#width) / previous.length;
  }

  #copyRows(frame: Uint8Array, target: Uint8Array): void {
    const width = this.#width;
    this.#rows.forEach((y, row) => {
      target.set(frame.subarray(y * width, (y + 1) * width), row * width);
    });
  }
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}

/** Sum of |frame − previous| over rows of a frame; `previous` holds only those rows. */
export function sumDifferencesHere(
  frame: Uint8Array,
  previous: Uint8Array,
  rows: Int32Array,
  width: number,
): number {
  let sum = 0;
  for (let row = 0, i = 0; row < rows.length; row++) {
    const start = rows[row] * width;
    for (let x = 0; x < width; x++, i++) sum += Math.abs(frame[start + x] - previous[i]);
  }
  return sum;
}

function laplacianVariance(luma: Uint8Array, width: number, rows: Int32Array): number {
  const sums = new Float64Array(2);
  (native?.sumLaplacian ?? sumLaplacianHere)(luma, rows, width, sums);
  const [sum, squares] = sums;
  const count = rows.length * (width - 2);
  return squares / count - (sum / count) ** 2;
}

/** Writes the sum and the sum of squares of the Laplacian over rows of a frame. */
export function sumLaplacianHere(
  luma: Uint8Array,
  rows: Int32Array,
  width: number,
  sums: Float64Array,
): void {
  let sum = 0;
  let squares = 0;
  for (const y of rows) {
    const start = y * width;
    const end = start + width - 1;
    for (let i = start + 1, west = luma[start], here = luma[start + 1]; i < end; i++) {
      const east = luma[i + 1];
      const value = 4 * here - west - east - luma[i - width] - luma[i + width];
      sum += value;
      squares += value * value;
      west = here;
      here = east;
    }
  }
  sums.set([sum, squares]);
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Largest absolute difference of any byte. */
export function maxAbsDifference(a: Uint8Array, b: Uint8Array): number {
  // The usual case, in a tenth of the time.
  if (Buffer.compare(a, b) === 0) return 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (difference > largest) largest = difference;
  }
  return largest;
}
