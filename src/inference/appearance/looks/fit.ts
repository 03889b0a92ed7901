import { boxMean } from '../../grids/box-filter.ts';
import { artanhLimit, type ColourTransferMap } from '../../renderer/renderer.ts';
import { fromLab } from './lab.ts';
import type { LitRegion } from './wanted.ts';

/** Windows of the fit, in points of the grid: of all that is there, and of one region, whose light is smooth. */
const [jointRadius, regionRadius] = [2, 10];
/** Variance in a window, of artanh, below which the gain of a wide neighbourhood decides. */
const flatness = 0.004;
const wideRadius = 32;
/** Error of a joint line, in colours of [-1, 1], from which on the regions' own lines are better. */
const bearableError = 0.04;
/** Weight of what hardly shows: dark and bright points, whose artanh is large. */
const leastWeight = 0.02;
const mostGain = 4;

/**
 * The colour transfer map, in the form `tanh-artanh`, that comes nearest to giving a picture the light that is wanted of its regions:
 * gain and bias per point and channel, fitted to a window around it.
 *
 * Where a window crosses the edge of a region, one line through the colours of both sides is as sharp as the photo's own edge when it
 * is read at full size. Where both sides have one colour in a channel and should not, no line can do this; there each region's own
 * line counts by its share of the point.
 * @param rgb planar, in [-1, 1], side × side
 */
export function fitColourTransfer(
  rgb: Float32Array,
  regions: readonly LitRegion[],
  side: number,
): ColourTransferMap {
  const points = side * side;
  const lit = regions.map(({ share, lab }) => ({ share, rgb: fromLab(lab) }));
  const gain = new Float32Array(3 * points);
  const bias = new Float32Array(3 * points);
  for (let c = 0; c < 3; c++) {
    const channel = (planes: Float32Array) => planes.subarray(c * points, (c + 1) * points);
    const x = channel(rgb).map(artanh);
    const wanted = new Float32Array(points);
    const ownGain = new Float32Array(points);
    const ownBias = new Float32Array(points);
    for (const region of lit) {
      const values = channel(region.rgb);
      const samples = samplesOf(x, values, region.share);
      const lines = linesOf(samples, side, regionRadius, linesOf(samples, side, wideRadius).gain);
      for (let i = 0; i < points; i++) {
        const share = region.share[i];
        wanted[i] += share * values[i];
        ownGain[i] += share * lines.gain[i];
        ownBias[i] += share * lines.bias[i];
      }
    }
    const joint = linesOf(samplesOf(x, wanted), side, jointRadius, ownGain);
    for (let i = 0; i < points; i++) {
      const own = joint.error[i] / (joint.error[i] + bearableError ** 2);
      gain[3 * i + c] = joint.gain[i] + own * (ownGain[i] - joint.gain[i]);
      bias[3 * i + c] = joint.bias[i] + own * (ownBias[i] - joint.bias[i]);
    }
  }
  return { gain, bias };
}

/** The map that leaves a photo as it is. */
export function identityMap(side: number): ColourTransferMap {
  return { gain: new Float32Array(3 * side * side).fill(1), bias: new Float32Array(3 * side * side) };
}

interface Samples {
  x: Float32Array;
  y: Float32Array;
  weight: Float32Array;
}

/** Errors count by how much of them is seen: the slope of tanh at what is wanted. */
function samplesOf(x: Float32Array, wanted: Float32Array, share?: Float32Array): Samples {
  const y = new Float32Array(x.length);
  const weight = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const value = wanted[i];
    y[i] = artanh(value);
    weight[i] = ((1 - value * value) ** 2 + leastWeight) * (share ? share[i] ** 2 + 1e-6 : 1);
  }
  return { x, y, weight };
}

interface Lines {
  gain: Float32Array;
  bias: Float32Array;
  /** Mean square of what is left, in colours of [-1, 1]. */
  error: Float32Array;
}

/** y ≈ gain · x + bias in a window around each point. Flat windows take the gain that is expected there. */
function linesOf({ x, y, weight }: Samples, side: number, radius: number, expected?: Float32Array): Lines {
  const points = x.length;
  const product = new Float32Array(points);
  const mean = (left: Float32Array, right?: Float32Array) => {
    for (let i = 0; i < points; i++) product[i] = weight[i] * left[i] * (right ? right[i] : 1);
    return boxMean(product, side, side, radius);
  };
  const sum = boxMean(weight, side, side, radius);
  const [sumX, sumY, sumXx, sumXy, sumYy] = [mean(x), mean(y), mean(x, x), mean(x, y), mean(y, y)];
  for (let i = 0; i < points; i++) {
    const share = 1 / sum[i];
    const [meanX, meanY] = [sumX[i] * share, sumY[i] * share];
    const variance = Math.max(0, sumXx[i] * share - meanX * meanX);
    const covariance = sumXy[i] * share - meanX * meanY;
    const slope = (covariance + flatness * (expected ? expected[i] : 1)) / (variance + flatness);
    const gain = Math.max(0, Math.min(mostGain, slope));
    const left = sumYy[i] * share - meanY * meanY - 2 * gain * covariance + gain * gain * variance;
    // In place of the sums that are done with.
    sumX[i] = gain;
    sumY[i] = meanY - gain * meanX;
    sumXx[i] = Math.max(0, left) * sum[i];
  }
  return { gain: sumX, bias: sumY, error: sumXx };
}

function artanh(value: number): number {
  return Math.atanh(Math.max(-artanhLimit, Math.min(artanhLimit, value)));
}
