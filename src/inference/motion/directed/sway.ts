import { blur } from '../../grids/box-filter.ts';
import { visitComponents } from '../../grids/components.ts';
import { fillUnknown } from '../../grids/fill.ts';
import { uniform } from '../../random.ts';
import type { Harmonics } from '../oscillation.ts';
import { type GridFrame, pixelsPerUnit } from './frame.ts';

/** Default period of swaying, in seconds. */
const usualPeriod = 3.2;
/** Displacement of the top to either side at strength 1: a share of the height, limited to a share of the width. */
const [ofHeight, ofWidth] = [0.035, 0.0042];
/** Bending grows with height: a trunk hardly moves while twigs swing. */
const bending = 1.5;
/** Vertical displacement relative to the horizontal one. */
const upShare = 0.16;
/** Wavelengths of gusts across the picture, and of leaves in a crown, in picture widths. */
const [gustLength, leafLength] = [0.7, 0.07];

export interface SwayOptions extends GridFrame {
  /** How much of each point sways, 0 … 1. */
  share: Float32Array;
  /** 1: as in a breeze. */
  strength: number;
  periodSeconds?: number;
  seed: number;
}

/**
 * Swaying of trees, reeds and boats about the lower end of each thing, more with height, in gusts: neighbouring
 * frequencies that beat. Separate things sway separately.
 */
export function laySway(options: SwayOptions): Harmonics {
  const { side, seconds, periodSeconds = usualPeriod, seed } = options;
  const things = findThings(options);
  const cycles = Math.max(1, Math.round(seconds / periodSeconds));
  const waves = [
    { cycles, weight: 0.6, length: gustLength },
    { cycles: cycles + 1, weight: 0.3, length: gustLength },
    ...(cycles > 1 ? [{ cycles: cycles - 1, weight: 0.3, length: gustLength }] : []),
    { cycles: 2 * cycles + 1, weight: 0.14, length: leafLength },
  ];
  const random = uniform(seed);
  return new Map(
    waves.map(({ cycles, weight, length }) => {
      const [cosine, sine] = [new Float32Array(side * side * 2), new Float32Array(side * side * 2)];
      const start = 2 * Math.PI * random();
      for (let point = 0; point < side * side; point++) {
        const reach = weight * things.reach[point];
        if (reach === 0) continue;
        const [x, y] = [(point % side) / (side - 1), Math.floor(point / side) / (side - 1)];
        // Leaves have waves in both directions.
        const way = length === leafLength ? x + 0.6 * y : x;
        const phase = start - (2 * Math.PI * way) / length + things.phase[point];
        cosine[2 * point] = reach * Math.cos(phase);
        sine[2 * point] = reach * Math.sin(phase);
        cosine[2 * point + 1] = upShare * reach * Math.cos(phase + 1);
        sine[2 * point + 1] = upShare * reach * Math.sin(phase + 1);
      }
      return [cycles, { cosine, sine }];
    }),
  );
}

/** The displacement of each point to either side, output pixels, and the phase of each thing. */
function findThings({ side, share, strength, output, seed }: SwayOptions) {
  const { y: perRow } = pixelsPerUnit({ side, output });
  const random = uniform(seed + 1);
  const fields = new Float32Array(side * side * 2);
  const isKnown = new Uint8Array(side * side);
  visitComponents(
    side,
    side,
    (point) => share[point] > 0.5,
    ({ pixels, left, right }) => {
      const { tops, roots } = outline(pixels, side, left, right);
      const phase = 2 * Math.PI * random();
      for (const point of pixels) {
        const column = (point % side) - left;
        const height = Math.max(1, roots[column] - tops[column]) * perRow;
        const up = Math.max(0, roots[column] - Math.floor(point / side)) * perRow;
        const most = strength * Math.min(ofHeight * height, ofWidth * output.width);
        fields[2 * point] = most * Math.min(1, up / height) ** bending;
        fields[2 * point + 1] = phase;
        isKnown[point] = 1;
      }
    },
  );
  const grid = { values: fields, width: side, height: side, channels: 2 };
  const filled = fillUnknown(grid, isKnown);
  // Towards its edge swaying fades, because what is around an outline is drawn along with it.
  const near = blur(share, side, side, 1.5);
  return {
    reach: share.map((_, point) =>
      near[point] > 0.02 ? filled[2 * point] * Math.min(1, 1.6 * near[point]) : 0,
    ),
    phase: share.map((_, point) => filled[2 * point + 1]),
  };
}

/**
 * Top and lower end of a thing in each of its columns, smooth along it: a crown has its trunk's lower end, a strip of
 * grass on a slope has those directly above and below.
 */
function outline(pixels: Int32Array, side: number, left: number, right: number) {
  const columns = right - left + 1;
  const tops = new Float32Array(columns).fill(side);
  const roots = new Float32Array(columns);
  for (const pixel of pixels) {
    const [column, row] = [(pixel % side) - left, Math.floor(pixel / side)];
    tops[column] = Math.min(tops[column], row);
    roots[column] = Math.max(roots[column], row + 1);
  }
  const height = Math.max(...roots) - Math.min(...tops);
  const window = Math.ceil(height / 2);
  const around = (values: Float32Array, best: (...values: number[]) => number) =>
    values.map((_, i) => best(...values.subarray(Math.max(0, i - window), i + window + 1)));
  const even = (values: Float32Array) => blur(values, columns, 1, window / 2);
  return { tops: even(around(tops, Math.min)), roots: even(around(roots, Math.max)) };
}
