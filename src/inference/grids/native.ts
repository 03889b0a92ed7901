import { fileURLToPath } from 'node:url';

/**
 * Operations in C (kernels/native/planes). Each does what the TypeScript beside its caller does, to the bit, in a
 * fraction of the time: large loops that run only once or twice are slow in TypeScript, because V8 compiles them while
 * they run.
 */
export interface NativePlanes {
  boxMean(
    source: Float32Array,
    width: number,
    height: number,
    radius: number,
    target: Float32Array,
    across: Float32Array,
  ): void;
  /** `flip` is 0 for minima and 255 for maxima. */
  extremeAround(
    values: Uint8Array,
    width: number,
    height: number,
    radius: number,
    flip: 0 | 255,
    target: Uint8Array,
  ): void;
  /**
   * Finds as many components as `facts` has room for, and clears their pixels in `open`. Of each, `facts` gets the end of
   * its pixels in `found`, and left, right, top, bottom.
   * @returns the number of components
   */
  findComponents(
    open: Uint8Array,
    width: number,
    height: number,
    found: Int32Array,
    facts: Int32Array,
  ): number;
  pull(
    values: Float32Array,
    weights: Float32Array,
    width: number,
    height: number,
    channels: number,
    coarse: Float32Array,
    coarseWeights: Float32Array,
  ): void;
  pullColours(
    rgba: Uint8ClampedArray,
    isKnown: Uint8Array,
    width: number,
    height: number,
    coarse: Float32Array,
    coarseWeights: Float32Array,
  ): void;
  push(
    target: Float32Array,
    weights: Float32Array,
    width: number,
    height: number,
    channels: number,
    coarse: Float32Array,
  ): void;
  pushColours(
    rgba: Uint8ClampedArray,
    isKnown: Uint8Array,
    width: number,
    height: number,
    coarse: Float32Array,
  ): void;
  /** Before, after and share of `across` and `down` are those of `Places`. */
  continueTexture(
    filled: Uint8ClampedArray,
    rgba: Uint8Array,
    isKnown: Uint8Array,
    isNear: Uint8Array,
    colours: Float32Array,
    depths: Float32Array,
    steps: Float32Array,
    acrossBefore: Int32Array,
    acrossAfter: Uint8Array,
    acrossShare: Float64Array,
    downBefore: Int32Array,
    downAfter: Uint8Array,
    downShare: Float64Array,
    stretches: Float64Array,
    width: number,
    height: number,
    cell: number,
    columns: number,
    fadeIn: number,
  ): void;
  /** Reads the lines of `row` at the pixels of row `y` of a picture. */
  readRow(
    row: Float32Array,
    starts: Int32Array,
    shares: Float64Array,
    rgba: Uint8Array,
    low: number,
    scale: number,
    y: number,
    width: number,
    bytes: Uint8Array,
  ): void;
  advance(
    displacement: Float32Array,
    velocity: Float32Array,
    from: Uint16Array,
    to: Uint16Array,
    frames: number,
  ): void;
  /** @returns the step of the packed field */
  packField(displacement: Float32Array, from: Uint16Array, to: Uint16Array, steps: Int16Array): number;
  /** Sum of |frame − previous| over rows of a frame; `previous` holds only those rows. */
  sumDifferences(frame: Uint8Array, previous: Uint8Array, rows: Int32Array, width: number): number;
  /** Writes the sum and the sum of squares of the Laplacian over rows of a frame. */
  sumLaplacian(frame: Uint8Array, rows: Int32Array, width: number, sums: Float64Array): void;
}

/** The operations, if they were compiled at installation and this CPU supports them. */
export const native: NativePlanes | undefined = load();

function load(): NativePlanes | undefined {
  const addon = { exports: {} as NativePlanes & { isSupported(): boolean } };
  try {
    process.dlopen(addon, fileURLToPath(new URL('../../../kernels/build/planes.node', import.meta.url)));
  } catch {
    return undefined;
  }
  return addon.exports.isSupported() ? addon.exports : undefined;
}
