/** Smooths by about one bin to each side. */
const binomial = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];
/** Empty bins around, so that smoothing loses nothing. */
const margin = 2;

/** Points sorted into bins of a feature space. */
export interface Bins {
  /** The bin of each point. */
  of: Int32Array;
  /** Bins along each feature; the last feature runs fastest. */
  shape: number[];
}

/** Sorts points into bins of width 1 by their features, a plane each. */
export function toBins(features: readonly Float32Array[]): Bins {
  const least = features.map((values) => Math.floor(values.reduce((a, b) => Math.min(a, b))));
  const shape = features.map(
    (values, i) => Math.floor(values.reduce((a, b) => Math.max(a, b))) - least[i] + 1 + 2 * margin,
  );
  const of = new Int32Array(features[0].length);
  for (const [i, values] of features.entries())
    for (let point = 0; point < of.length; point++)
      of[point] = of[point] * shape[i] + Math.floor(values[point]) - least[i] + margin;
  return { of, shape };
}

/**
 * How common each point's features are among weighted points: the share of their sum in the point's bin and, smoothed,
 * in adjacent bins; 0 … 1.
 */
export function shareInBins({ of, shape }: Bins, weights: Float32Array): Float32Array {
  let counts: Float32Array = new Float32Array(shape.reduce((a, b) => a * b));
  let sum = 0;
  for (let point = 0; point < of.length; point++) {
    counts[of[point]] += weights[point];
    sum += weights[point];
  }
  for (let step = 1, axis = shape.length - 1; axis >= 0; step *= shape[axis], axis--)
    counts = smoothAlong(counts, step);
  return Float32Array.from(of, (bin) => (sum > 0 ? counts[bin] / sum : 0));
}

/** Along the axis whose bins are so many numbers apart. Margins keep lines from running into each other. */
function smoothAlong(counts: Float32Array, step: number): Float32Array {
  const smooth = new Float32Array(counts.length);
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin];
    if (count === 0) continue;
    for (let k = -margin; k <= margin; k++) smooth[bin + k * step] += count * binomial[k + margin];
  }
  return smooth;
}
