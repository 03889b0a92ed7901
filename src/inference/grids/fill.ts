import { type NativePlanes, native } from './native.ts';

/** Values on a grid, `channels` interleaved numbers a point. */
export interface Grid {
  values: Float32Array;
  width: number;
  height: number;
  channels: number;
}

/**
 * Fills unknown points from known ones around them (pull-push): known points are averaged into ever coarser grids, and
 * unknown ones get the finest average available. Near known points the result continues them, far away it is smooth.
 * Without any known point everything becomes 0.
 *
 * @param weights Per point: 1 known, 0 unknown.
 * @returns the filled values; known ones unchanged
 */
export function fillUnknown(
  grid: Grid,
  weights: Float32Array | Uint8Array,
  steps: FillSteps = native ?? fillHere,
): Float32Array {
  const { values, width, height, channels } = grid;
  const filled = values.slice();
  if (width * height === 1) {
    if (weights[0] === 0) filled.fill(0);
    return filled;
  }
  const known = weights instanceof Float32Array ? weights : Float32Array.from(weights);
  const coarse = coarseGrid(grid);
  const coarseKnown = new Float32Array(coarse.width * coarse.height);
  steps.pull(values, known, width, height, channels, coarse.values, coarseKnown);
  steps.push(filled, known, width, height, channels, fillUnknown(coarse, coarseKnown, steps));
  return filled;
}

function coarseGrid({ width, height, channels }: Omit<Grid, 'values'>): Grid {
  const [coarseWidth, coarseHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const values = new Float32Array(coarseWidth * coarseHeight * channels);
  return { values, width: coarseWidth, height: coarseHeight, channels };
}

/** Steps of filling: `pull` to a grid of half the size, `push` back from it, both also of the colours of a picture. */
export type FillSteps = Pick<NativePlanes, 'pull' | 'push' | 'pullColours' | 'pushColours'>;

/** The steps in TypeScript. */
export const fillHere: FillSteps = { pull, push, pullColours, pushColours };

/**
 * The same of the colours of a picture.
 *
 * @param rgba opaque; changed in place
 * @param isKnown 1 known, 0 unknown
 */
export function fillColours(
  rgba: Uint8ClampedArray,
  isKnown: Uint8Array,
  width: number,
  height: number,
  steps: FillSteps = native ?? fillHere,
): void {
  const coarse = coarseGrid({ width, height, channels: 3 });
  const weights = new Float32Array(coarse.width * coarse.height);
  steps.pullColours(rgba, isKnown, width, height, coarse.values, weights);
  steps.pushColours(rgba, isKnown, width, height, fillUnknown(coarse, weights, steps));
}

/** As {@link push}. */
function pushColours(
  rgba: Uint8ClampedArray,
  isKnown: Uint8Array,
  width: number,
  height: number,
  coarse: Float32Array,
): void {
  const [coarseWidth, coarseHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const stride = 3 * coarseWidth;
  const row = new Float32Array(stride);
  const from = new Int32Array(width);
  const share = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    const position = Math.max(0, Math.min((x - 0.5) / 2, coarseWidth - 1));
    from[x] = 3 * Math.floor(position);
    share[x] = position - Math.floor(position);
  }
  for (let y = 0, pixel = 0; y < height; y++, pixel += width) {
    let first = 0;
    while (first < width && isKnown[pixel + first] !== 0) first++;
    if (first === width) continue;
    mixRows(coarse, coarseHeight, Math.max(0, Math.min((y - 0.5) / 2, coarseHeight - 1)), row);
    for (let x = first; x < width; x++) {
      if (isKnown[pixel + x] !== 0) continue;
      const target = 4 * (pixel + x);
      const left = from[x];
      const right = left + 3 < stride ? left + 3 : left;
      rgba[target] = row[left] + share[x] * (row[right] - row[left]);
      rgba[target + 1] = row[left + 1] + share[x] * (row[right + 1] - row[left + 1]);
      rgba[target + 2] = row[left + 2] + share[x] * (row[right + 2] - row[left + 2]);
    }
  }
}

/** As {@link pull}. */
function pullColours(
  rgba: Uint8ClampedArray,
  isKnown: Uint8Array,
  width: number,
  height: number,
  values: Float32Array,
  weights: Float32Array,
): void {
  for (let y = 0, target = 0; y < height; y += 2) {
    const south = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x += 2, target++) {
      const east = x + 1 < width ? 1 : 0;
      const point = y * width + x;
      const nw = isKnown[point];
      const ne = east && isKnown[point + east];
      const sw = south && isKnown[point + south];
      const se = east && south && isKnown[point + south + east];
      const count = nw + ne + sw + se;
      if (count === 0) continue;
      weights[target] = 1;
      for (let channel = 0, i = 4 * point; channel < 3; channel++, i++) {
        const upper = nw * rgba[i] + ne * rgba[i + 4 * east];
        const lower = sw * rgba[i + 4 * south] + se * rgba[i + 4 * (south + east)];
        values[3 * target + channel] = (upper + lower) / count;
      }
    }
  }
}

/** Averages the known points of each 2 × 2 square; a square with at least one known point is known. */
function pull(
  values: Float32Array,
  weights: Float32Array,
  width: number,
  height: number,
  channels: number,
  coarse: Float32Array,
  coarseWeights: Float32Array,
): void {
  for (let y = 0, target = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2, target++) {
      // If the square reaches past the border, the point itself again with weight 0.
      const [east, south] = [x + 1 < width ? 1 : 0, y + 1 < height ? width : 0];
      const point = y * width + x;
      const nw = weights[point];
      const ne = east && weights[point + east];
      const sw = south && weights[point + south];
      const se = east && south && weights[point + south + east];
      const count = nw + ne + sw + se;
      if (count === 0) continue;
      coarseWeights[target] = 1;
      const [at, right, down] = [point * channels, east * channels, south * channels];
      for (let channel = 0; channel < channels; channel++) {
        const i = at + channel;
        const sum =
          nw * values[i] + ne * values[i + right] + sw * values[i + down] + se * values[i + down + right];
        coarse[target * channels + channel] = sum / count;
      }
    }
  }
}

/** Writes the unknown points of `target` from the coarser grid, bilinearly between the centres of its squares. */
function push(
  target: Float32Array,
  weights: Float32Array,
  width: number,
  height: number,
  channels: number,
  coarse: Float32Array,
): void {
  const [coarseWidth, coarseHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const stride = coarseWidth * channels;
  const row = new Float32Array(stride);
  for (let y = 0, point = 0; y < height; y++) {
    mixRows(coarse, coarseHeight, Math.max(0, Math.min((y - 0.5) / 2, coarseHeight - 1)), row);
    for (let x = 0; x < width; x++, point++) {
      if (weights[point] !== 0) continue;
      const position = Math.max(0, Math.min((x - 0.5) / 2, coarseWidth - 1));
      const before = position | 0;
      const share = position - before;
      const left = before * channels;
      const right = before + 1 < coarseWidth ? left + channels : left;
      for (let channel = 0; channel < channels; channel++) {
        const from = row[left + channel];
        target[point * channels + channel] = from + share * (row[right + channel] - from);
      }
    }
  }
}

/** A row of a grid of `height` rows at a height between two of them. */
function mixRows(values: Float32Array, height: number, y: number, row: Float32Array): void {
  const stride = row.length;
  const top = Math.floor(y) * stride;
  const bottom = Math.min(top + stride, (height - 1) * stride);
  const share = y - Math.floor(y);
  for (let i = 0; i < stride; i++) {
    const from = values[top + i];
    row[i] = from + share * (values[bottom + i] - from);
  }
}
