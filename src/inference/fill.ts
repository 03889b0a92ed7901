type Values = Float32Array | Uint8ClampedArray;

/** Values on a grid, `channels` interleaved numbers a point. */
export interface Grid<V extends Values = Values> {
  values: V;
  width: number;
  height: number;
  channels: number;
}

/**
 * Fills in what is unknown from what is known around it (pull and push): known points are averaged into ever coarser
 * grids, and unknown ones take the finest average there is. Beside the known they continue it, far away they are
 * smooth. Without any known point everything becomes 0.
 *
 * @param weights Per point: 1 known, 0 unknown.
 * @returns The filled values; known ones as they were.
 */
export function fillUnknown<V extends Values>(grid: Grid<V>, weights: Float32Array | Uint8Array): V {
  const filled = grid.values.slice() as V;
  if (grid.width * grid.height === 1) {
    if (weights[0] === 0) filled.fill(0);
    return filled;
  }
  const coarse = pull(grid, weights);
  push(filled, weights, grid, { ...coarse.grid, values: fillUnknown(coarse.grid, coarse.weights) });
  return filled;
}

/** Averages the known points of each 2 × 2 square; a square with any known point is known. */
function pull({ values, width, height, channels }: Grid, weights: Float32Array | Uint8Array) {
  const coarseWidth = Math.ceil(width / 2);
  const coarseHeight = Math.ceil(height / 2);
  const coarse = new Float32Array(coarseWidth * coarseHeight * channels);
  const coarseWeights = new Float32Array(coarseWidth * coarseHeight);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const point = y * width + x;
      if (weights[point] === 0) continue;
      const target = (y >> 1) * coarseWidth + (x >> 1);
      coarseWeights[target]++;
      for (let channel = 0; channel < channels; channel++) {
        coarse[target * channels + channel] += values[point * channels + channel];
      }
    }
  }
  for (let point = 0; point < coarseWeights.length; point++) {
    if (coarseWeights[point] === 0) continue;
    for (let channel = 0; channel < channels; channel++) {
      coarse[point * channels + channel] /= coarseWeights[point];
    }
    coarseWeights[point] = 1;
  }
  const grid = { values: coarse, width: coarseWidth, height: coarseHeight, channels };
  return { grid, weights: coarseWeights };
}

/** Writes the unknown points of `target` from the coarser grid, bilinearly between the centres of its squares. */
function push(
  target: Values,
  weights: Float32Array | Uint8Array,
  { width, height, channels }: Grid,
  coarse: Grid,
): void {
  const stride = coarse.width * channels;
  for (let y = 0; y < height; y++) {
    const coarseY = Math.max(0, Math.min((y - 0.5) / 2, coarse.height - 1));
    const top = Math.floor(coarseY);
    const down = top + 1 < coarse.height ? stride : 0;
    const shareY = coarseY - top;
    for (let x = 0; x < width; x++) {
      if (weights[y * width + x] !== 0) continue;
      const coarseX = Math.max(0, Math.min((x - 0.5) / 2, coarse.width - 1));
      const left = Math.floor(coarseX);
      const right = left + 1 < coarse.width ? channels : 0;
      const shareX = coarseX - left;
      for (let channel = 0; channel < channels; channel++) {
        const at = top * stride + left * channels + channel;
        const upper = mix(coarse.values[at], coarse.values[at + right], shareX);
        const lower = mix(coarse.values[at + down], coarse.values[at + down + right], shareX);
        target[(y * width + x) * channels + channel] = mix(upper, lower, shareY);
      }
    }
  }
}

function mix(from: number, to: number, share: number): number {
  return from + share * (to - from);
}
