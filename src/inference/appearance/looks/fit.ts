import { addEnlarged } from '../../grids/enlarge-linear.ts';
import { shrinkMeans } from '../../grids/shrink.ts';
import { artanhLimit, type ColourTransferMap } from '../../renderer/renderer.ts';
import { fromLab } from './lab.ts';
import { emptySums, fitLines, type Lines, type Sums } from './lines.ts';
import type { LitRegion } from './wanted.ts';

/** Windows of the joint fit of all regions, in points of the grid. */
const jointRadius = 2;
/**
 * The light of one region is smooth: its lines are fitted on a grid with cells of this many points, in windows of this
 * many cells.
 */
const [regionCell, regionRadius] = [2, 5];
/** The same for the wide neighbourhood that gives flat windows their gain, in cells of a region. */
const [wideCell, wideRadius] = [4, 4];
/** Error of a joint line, in colours of [-1, 1], above which the regions' own lines are used. */
const bearableError = 0.04;
/** Weight of points that are hardly visible: dark and bright ones, whose artanh is large. */
const leastWeight = 0.02;

/**
 * Fits colour transfer maps of the form `tanh-artanh` to the target light of a picture's regions: gain and bias per
 * point and channel, fitted in a window around it. One picture's memory is used for all of its lights.
 *
 * If a window crosses the edge of a region, one line through the colours of both sides is as sharp as the photo's own
 * edge when it is applied at full size. If both sides have the same colour in a channel but different targets, no line
 * can fit; there each region's own line is weighted by its share of the point.
 */
export class ColourTransferFit {
  readonly #side: number;
  /** The picture as artanh, a plane per channel. */
  readonly #channels: readonly Float32Array[];
  readonly #wanted: Float32Array;
  readonly #own: { gain: Float32Array; bias: Float32Array };
  readonly #sums: Required<Sums>;
  readonly #regionSums: Sums;

  /** @param rgb planar, in [-1, 1], side × side */
  constructor(rgb: Float32Array, side: number) {
    const points = side * side;
    this.#side = side;
    this.#channels = [0, 1, 2].map((c) => rgb.subarray(c * points, (c + 1) * points).map(artanh));
    this.#wanted = new Float32Array(points);
    this.#own = { gain: new Float32Array(points), bias: new Float32Array(points) };
    this.#sums = { ...emptySums(side), yy: new Float32Array(points) };
    this.#regionSums = emptySums(Math.ceil(side / regionCell));
  }

  /** The map that comes closest to giving the picture this light. */
  mapTo(regions: readonly LitRegion[]): ColourTransferMap {
    const points = this.#side ** 2;
    const lit = regions.map(({ share, lab }) => ({ share, rgb: fromLab(lab, share) }));
    const [gain, bias] = [new Float32Array(3 * points), new Float32Array(3 * points)];
    for (const [c, x] of this.#channels.entries()) {
      const parts = lit.map(({ share, rgb }) => ({
        share,
        values: rgb.subarray(c * points, (c + 1) * points),
      }));
      this.#fitRegions(x, parts);
      const joint = this.#fitAll(x);
      for (let i = 0; i < points; i++) {
        const own = joint.error[i] / (joint.error[i] + bearableError ** 2);
        gain[3 * i + c] = joint.gain[i] + own * (this.#own.gain[i] - joint.gain[i]);
        bias[3 * i + c] = joint.bias[i] + own * (this.#own.bias[i] - joint.bias[i]);
      }
    }
    return { gain, bias };
  }

  /** Computes the targets of a channel, and the regions' own lines. */
  #fitRegions(x: Float32Array, parts: readonly Part[]): void {
    const { gain, bias } = this.#own;
    for (const plane of [this.#wanted, gain, bias]) plane.fill(0);
    for (const { share, values } of parts) {
      for (let i = 0; i < x.length; i++) this.#wanted[i] += share[i] * values[i];
      const lines = this.#linesOf(x, share, values);
      addEnlarged(gain, lines.gain, this.#side, share);
      addEnlarged(bias, lines.bias, this.#side, share);
    }
  }

  #linesOf(x: Float32Array, share: Float32Array, values: Float32Array): Lines {
    const sums = this.#regionSums;
    for (const plane of [sums.weight, sums.x, sums.y, sums.xx, sums.xy]) plane.fill(0);
    for (let row = 0, i = 0; row < this.#side; row++) {
      const start = Math.floor(row / regionCell) * sums.side;
      for (let column = 0; column < this.#side; column++, i++) {
        if (share[i] === 0) continue;
        const y = artanh(values[i]);
        const weight = visibility(values[i]) * share[i] * share[i];
        const cell = start + Math.floor(column / regionCell);
        sums.weight[cell] += weight;
        sums.x[cell] += weight * x[i];
        sums.y[cell] += weight * y;
        sums.xx[cell] += weight * x[i] * x[i];
        sums.xy[cell] += weight * x[i] * y;
      }
    }
    const usual = new Float32Array(sums.weight.length);
    addEnlarged(usual, fitLines(shrink(sums), wideRadius).gain, sums.side);
    return fitLines(sums, regionRadius, usual);
  }

  #fitAll(x: Float32Array): Lines {
    const sums = this.#sums;
    for (let i = 0; i < x.length; i++) {
      const y = artanh(this.#wanted[i]);
      const weight = visibility(this.#wanted[i]);
      sums.weight[i] = weight;
      sums.x[i] = weight * x[i];
      sums.y[i] = weight * y;
      sums.xx[i] = weight * x[i] * x[i];
      sums.xy[i] = weight * x[i] * y;
      sums.yy[i] = weight * y * y;
    }
    return fitLines(sums, jointRadius, this.#own.gain);
  }
}

/** The mean of two maps. */
export function meanMap(one: ColourTransferMap, other: ColourTransferMap): ColourTransferMap {
  const mean = (a: Float32Array, b: Float32Array) => a.map((value, i) => (value + b[i]) / 2);
  return { gain: mean(one.gain, other.gain), bias: mean(one.bias, other.bias) };
}

/** A channel of a region's target. */
interface Part {
  share: Float32Array;
  values: Float32Array;
}

/** The map that leaves a photo unchanged. */
export function identityMap(side: number): ColourTransferMap {
  return { gain: new Float32Array(3 * side * side).fill(1), bias: new Float32Array(3 * side * side) };
}

function shrink({ side, ...planes }: Sums): Sums {
  const coarse = Math.ceil(side / wideCell);
  const [weight, x, y, xx, xy] = [planes.weight, planes.x, planes.y, planes.xx, planes.xy].map((plane) =>
    shrinkMeans(plane, side, coarse),
  );
  return { side: coarse, weight, x, y, xx, xy };
}

/** Errors are weighted by their visibility: the slope of tanh at the target. */
function visibility(value: number): number {
  return (1 - value * value) ** 2 + leastWeight;
}

function artanh(value: number): number {
  const held = Math.max(-artanhLimit, Math.min(artanhLimit, value));
  return Math.log((1 + held) / (1 - held)) / 2;
}
