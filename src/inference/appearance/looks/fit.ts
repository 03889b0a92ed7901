import { addEnlarged } from '../../grids/enlarge-linear.ts';
import { leastAround } from '../../grids/extremes.ts';
import { shrinkMeans } from '../../grids/shrink.ts';
import { artanhLimit, type ColourTransferMap } from '../../renderer/renderer.ts';
import { fromLab } from './lab.ts';
import { type Bounds, emptySums, fitLines, type Lines, type Sums } from './lines.ts';
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
/** The range of a region's colours: shares of its points below and above it, found from every so many points. */
const [range, rangeStep] = [[0.01, 0.99], 7] as const;
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
  /** Target colours of a channel, of all regions together. */
  readonly #wanted: Float32Array;
  readonly #own: { gain: Float32Array; bias: Float32Array };
  readonly #sums: Required<Sums>;
  readonly #regionSums: Sums;
  /** Gain of the wide neighbourhood, on the grid of the regions' sums. */
  readonly #usual: Float32Array;
  readonly #ones: Float32Array;
  readonly #scratch: Float32Array;
  /** Target colours of each region, planar in [-1, 1]. */
  readonly #targets: Float32Array[] = [];

  /** @param rgb planar, in [-1, 1], side × side */
  constructor(rgb: Float32Array, side: number) {
    const points = side * side;
    this.#side = side;
    this.#channels = [0, 1, 2].map((c) => rgb.slice(c * points, (c + 1) * points).map(artanh));
    this.#wanted = new Float32Array(points);
    this.#own = { gain: new Float32Array(points), bias: new Float32Array(points) };
    this.#sums = { ...emptySums(side), yy: new Float32Array(points) };
    this.#regionSums = emptySums(Math.ceil(side / regionCell));
    this.#usual = new Float32Array(this.#regionSums.weight.length);
    this.#ones = new Float32Array(this.#usual.length).fill(1);
    this.#scratch = new Float32Array(points);
  }

  /** The map that comes closest to giving the picture this light. */
  mapTo(regions: readonly LitRegion[]): ColourTransferMap {
    const points = this.#side ** 2;
    const parts = regions.map(({ share, lab, drifts }, region) => {
      this.#targets[region] ??= new Float32Array(3 * points);
      return { share, drifts, rgb: fromLab(lab, share, this.#targets[region]) };
    });
    const drifting = parts.find(({ drifts }) => drifts);
    const sky = drifting && { rgb: drifting.rgb, within: certainly(drifting.share, this.#side) };
    const [gain, bias] = [new Float32Array(3 * points), new Float32Array(3 * points)];
    for (const [c, x] of this.#channels.entries()) {
      const valuesOf = (rgb: Float32Array) => rgb.subarray(c * points, (c + 1) * points);
      const bounds = sky && boundsOf(x, valuesOf(sky.rgb), sky.within);
      this.#fitRegions(
        x,
        parts.map(({ share, rgb }) => ({
          share,
          values: valuesOf(rgb),
          bounds: rgb === sky?.rgb ? bounds : undefined,
        })),
      );
      mixInto(gain, bias, c, this.#fitAll(x, bounds && { ...bounds, within: sky?.within }), this.#own);
    }
    return { gain, bias };
  }

  /** Computes the targets of a channel, and the regions' own lines. */
  #fitRegions(x: Float32Array, parts: readonly Part[]): void {
    const wanted = this.#wanted;
    const { gain, bias } = this.#own;
    for (const plane of [wanted, gain, bias]) plane.fill(0);
    for (const { share, values, bounds } of parts) {
      for (let i = 0; i < share.length; i++) {
        if (share[i] !== 0) wanted[i] += share[i] * values[i];
      }
      const lines = this.#linesOf(x, { share, values, bounds });
      addEnlarged(gain, lines.gain, this.#side, share);
      addEnlarged(bias, lines.bias, this.#side, share);
    }
  }

  #linesOf(x: Float32Array, { share, values, bounds }: Part): Lines {
    const side = this.#side;
    const sums = this.#regionSums;
    const usual = this.#usual;
    for (const plane of [sums.weight, sums.x, sums.y, sums.xx, sums.xy, usual]) plane.fill(0);
    for (let row = 0, i = 0; row < side; row++) {
      const start = ((row / regionCell) | 0) * sums.side;
      for (let column = 0; column < side; column++, i++) {
        if (share[i] === 0) continue;
        addPoint(
          sums,
          start + ((column / regionCell) | 0),
          visibility(values[i]) * share[i] * share[i],
          x[i],
          artanh(values[i]),
        );
      }
    }
    addEnlarged(usual, fitLines(shrink(sums), wideRadius, this.#ones, this.#scratch).gain, sums.side);
    return fitLines(sums, regionRadius, usual, this.#scratch, bounds);
  }

  #fitAll(x: Float32Array, bounds?: Bounds): Lines {
    const wanted = this.#wanted;
    const sums = this.#sums;
    for (let i = 0; i < x.length; i++) {
      const y = artanh(wanted[i]);
      const weight = visibility(wanted[i]);
      const [weightedX, weightedY] = [weight * x[i], weight * y];
      sums.weight[i] = weight;
      sums.x[i] = weightedX;
      sums.y[i] = weightedY;
      sums.xx[i] = weightedX * x[i];
      sums.xy[i] = weightedX * y;
      sums.yy[i] = weightedY * y;
    }
    return fitLines(sums, jointRadius, this.#own.gain, this.#scratch, bounds);
  }
}

/** 1 where a whole window of the joint fit is certainly in a region, else 0. */
function certainly(share: Float32Array, side: number): Uint8Array {
  const isIn = Uint8Array.from(share, (value) => (value > 0.9 ? 1 : 0));
  return leastAround(isIn, side, side, jointRadius);
}

/**
 * The range of a channel, and of its target, in the sky. Clouds drift through the map: where it was fitted to blue sky
 * only, its lines could be so steep that a white cloud becomes red.
 *
 * @param x artanh of the channel
 * @returns undefined if nothing is certainly sky
 */
function boundsOf(x: Float32Array, wanted: Float32Array, within: Uint8Array): Bounds | undefined {
  const points: number[] = [];
  for (let i = 0; i < within.length; i += rangeStep) if (within[i]) points.push(i);
  if (points.length === 0) return undefined;
  const rangeOf = (values: Float64Array) => {
    values.sort();
    const at = (share: number) => values[Math.round(share * (values.length - 1))];
    return [at(range[0]), at(range[1])] as const;
  };
  return {
    x: rangeOf(Float64Array.from(points, (i) => x[i])),
    y: rangeOf(Float64Array.from(points, (i) => artanh(wanted[i]))),
  };
}

/** A weighted point of the line through a cell. */
function addPoint(sums: Sums, cell: number, weight: number, x: number, y: number): void {
  sums.weight[cell] += weight;
  sums.x[cell] += weight * x;
  sums.y[cell] += weight * y;
  sums.xx[cell] += weight * x * x;
  sums.xy[cell] += weight * x * y;
}

/** Writes a channel of a map: the joint lines or, where their error is large, the regions' own. */
function mixInto(
  gain: Float32Array,
  bias: Float32Array,
  channel: number,
  joint: Lines,
  regional: { gain: Float32Array; bias: Float32Array },
): void {
  const ofJoint = joint.gain;
  for (let i = 0, at = channel; i < ofJoint.length; i++, at += 3) {
    const own = joint.error[i] / (joint.error[i] + bearableError ** 2);
    gain[at] = ofJoint[i] + own * (regional.gain[i] - ofJoint[i]);
    bias[at] = joint.bias[i] + own * (regional.bias[i] - joint.bias[i]);
  }
}

/** The mean of two maps. */
export function meanMap(one: ColourTransferMap, other: ColourTransferMap): ColourTransferMap {
  return { gain: meanOf(one.gain, other.gain), bias: meanOf(one.bias, other.bias) };
}

function meanOf(one: Float32Array, other: Float32Array): Float32Array {
  const mean = new Float32Array(one.length);
  for (let i = 0; i < mean.length; i++) mean[i] = (one[i] + other[i]) / 2;
  return mean;
}

/** A channel of a region's target. */
interface Part {
  share: Float32Array;
  values: Float32Array;
  bounds?: Bounds;
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

/** Uses a table, because two logarithms per point, channel and map would be half of the work. */
function artanh(value: number): number {
  const held = Math.max(-artanhLimit, Math.min(artanhLimit, value));
  const place = (held + 1) * (tableSteps / 2);
  const before = place | 0;
  return artanhs[before] + (place - before) * (artanhs[before + 1] - artanhs[before]);
}

/** artanh at equal steps from −1 to 1, held at the limits as colours are. */
const tableSteps = 16384;
const artanhs = Float32Array.from({ length: tableSteps + 2 }, (_, step) => {
  const value = (2 * step) / tableSteps - 1;
  return Math.atanh(Math.max(-artanhLimit, Math.min(artanhLimit, value)));
});
