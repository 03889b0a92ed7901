import { boxMean } from '../../grids/box-filter.ts';

/** Variance of artanh in a window below which the gain of a wide neighbourhood is used. */
const flatness = 0.004;
const mostGain = 4;
/** Added to the weight of a window, so that a window without points has a line, too. */
const leastWeight = 1e-9;

/** Weighted points x, y, as sums at each point of a square grid: w, w·x, w·y, w·x², w·x·y and w·y². */
export interface Sums {
  side: number;
  weight: Float32Array;
  x: Float32Array;
  y: Float32Array;
  xx: Float32Array;
  xy: Float32Array;
  /** Only if the lines' errors are needed. */
  yy?: Float32Array;
}

/** y ≈ gain · x + bias in a window around each point. */
export interface Lines {
  gain: Float32Array;
  bias: Float32Array;
  /** Mean square residual, times the mean weight; empty without `yy`. */
  error: Float32Array;
}

/** Lines are not so steep that they leave the range of y anywhere in that of x. */
export interface Bounds {
  x: readonly [number, number];
  y: readonly [number, number];
  /** Where this applies (1; elsewhere 0); default: everywhere. */
  within?: Uint8Array;
}

/** Zeroed memory for the sums of a grid. */
export function emptySums(side: number): Sums {
  const plane = () => new Float32Array(side * side);
  return { side, weight: plane(), x: plane(), y: plane(), xx: plane(), xy: plane() };
}

/**
 * Least-squares lines in windows of (2 · radius + 1)² points. Flat windows use the expected gain. The memory of the sums
 * is reused for the lines.
 * @param scratch memory of at least the grid's size
 */
export function fitLines(
  sums: Sums,
  radius: number,
  expected: Float32Array,
  scratch: Float32Array,
  bounds?: Bounds,
): Lines {
  const { side, weight, x, y, xx, xy, yy } = sums;
  for (const plane of [weight, x, y, xx, xy]) boxMean(plane, side, side, radius, plane, scratch);
  if (yy) boxMean(yy, side, side, radius, yy, scratch);
  for (let i = 0; i < weight.length; i++) {
    const share = 1 / (weight[i] + leastWeight);
    const meanX = x[i] * share;
    const meanY = y[i] * share;
    const variance = Math.max(0, xx[i] * share - meanX * meanX);
    const covariance = xy[i] * share - meanX * meanY;
    const slope = (covariance + flatness * expected[i]) / (variance + flatness);
    const isBound = bounds !== undefined && bounds.within?.[i] !== 0;
    const most = isBound ? steepest(bounds, meanX, meanY) : mostGain;
    const gain = Math.max(0, Math.min(most, slope));
    x[i] = gain;
    y[i] = meanY - gain * meanX;
    if (yy) {
      const left = yy[i] * share - meanY * meanY - 2 * gain * covariance + gain * gain * variance;
      yy[i] = Math.max(0, left) * weight[i];
    }
  }
  return { gain: x, bias: y, error: yy ?? none };
}

function steepest({ x: [left, right], y: [low, high] }: Bounds, x: number, y: number): number {
  const up = x < right ? (high - y) / (right - x) : mostGain;
  const down = x > left ? (y - low) / (x - left) : mostGain;
  return Math.min(mostGain, up, down);
}

const none = new Float32Array();
