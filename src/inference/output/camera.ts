import type { Camera } from '../controls/schema.ts';

/** Number of pixels on either side used for a value, and the sum of their weights. */
const lobes = 3;
const taps = 2 * lobes;
const unit = 1 << 12;

/**
 * A slow zoom in and out (algorithm §11). Frames are resampled with subpixel precision (Lanczos 3), so that slow moves
 * do not jitter. The view stays inside the frame, so nothing is invented at its borders, and frame 0 is unchanged.
 */
export class CameraMove {
  readonly #camera: Camera;
  readonly #size: { width: number; height: number };
  readonly #frames: number;
  readonly #target: Uint8Array;

  /** @param frames number of frames of the whole video */
  constructor(camera: Camera, size: { width: number; height: number }, frames: number) {
    this.#camera = camera;
    this.#size = size;
    this.#frames = frames;
    this.#target = new Uint8Array((3 * size.width * size.height) / 2);
  }

  /** A frame (planar YUV 4:2:0) as the camera sees it; valid until the next is requested. */
  see(yuv: Uint8Array, frame: number): Uint8Array {
    const zoom = zoomAt(this.#camera.zoom, frame / this.#frames);
    if (zoom === 1) return yuv;
    const { width, height } = this.#size;
    const { towards } = this.#camera;
    const luma = width * height;
    const axis = (length: number, at: number, scale: 1 | 2) => placeTaps(length, at, zoom, scale);
    const whole = { columns: axis(width, towards.x, 1), rows: axis(height, towards.y, 1) };
    resample(yuv.subarray(0, luma), this.#target.subarray(0, luma), whole);
    const half = { columns: axis(width / 2, towards.x, 2), rows: axis(height / 2, towards.y, 2) };
    for (const start of [luma, luma + luma / 4]) {
      const end = start + luma / 4;
      resample(yuv.subarray(start, end), this.#target.subarray(start, end), half);
    }
    return this.#target;
  }
}

/** Zoom factor at a share of the video: it starts and ends at rest. */
function zoomAt(most: number, share: number): number {
  return 1 + ((most - 1) * (1 - Math.cos(2 * Math.PI * share))) / 2;
}

/** For each point along one direction, its source pixels and their integer weights. */
interface Axis {
  pixels: Int32Array;
  weights: Int32Array;
}

/** @param scale output pixels per point: 2 for chroma, which is sited in the middle of its pixels */
function placeTaps(length: number, at: number, zoom: number, scale: 1 | 2): Axis {
  const fixed = at * (scale * length - 1);
  const pixels = new Int32Array(length * taps);
  const weights = new Int32Array(length * taps);
  for (let point = 0; point < length; point++) {
    const seen = scale * point + (scale - 1) / 2;
    const place = (fixed + (seen - fixed) / zoom - (scale - 1) / 2) / scale;
    const before = Math.floor(place);
    const raw = Array.from({ length: taps }, (_, i) => lanczos(place - (before - lobes + 1 + i)));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    let rest = unit;
    for (let i = 0; i < taps; i++) {
      pixels[point * taps + i] = Math.max(0, Math.min(length - 1, before - lobes + 1 + i));
      weights[point * taps + i] = Math.round((unit * raw[i]) / total);
      rest -= weights[point * taps + i];
    }
    // A uniform area keeps its exact brightness.
    weights[point * taps + lobes - 1] += rest;
  }
  return { pixels, weights };
}

function lanczos(distance: number): number {
  if (distance === 0) return 1;
  if (Math.abs(distance) >= lobes) return 0;
  const angle = Math.PI * distance;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle);
}

/**
 * Resamples a plane horizontally, then vertically. Horizontally sampled rows are kept as long as rows below need them.
 */
function resample(
  source: Uint8Array,
  target: Uint8Array,
  { columns, rows }: { columns: Axis; rows: Axis },
): void {
  const width = columns.pixels.length / taps;
  const height = rows.pixels.length / taps;
  const kept = Array.from({ length: taps }, () => ({ row: -1, values: new Int32Array(width) }));
  const sampled = (row: number) => {
    const slot = kept[row % taps];
    if (slot.row !== row) {
      sampleRow(source.subarray(row * width, (row + 1) * width), columns, slot.values);
      slot.row = row;
    }
    return slot.values;
  };
  for (let y = 0; y < height; y++) {
    const from = y * taps;
    mixRows(
      Array.from({ length: taps }, (_, i) => sampled(rows.pixels[from + i])),
      rows.weights.subarray(from, from + taps),
      target.subarray(y * width, (y + 1) * width),
    );
  }
}

/** Fixed-point shifts: rows keep two extra bits. */
const [rowShift, sumShift] = [10, 14];

/**
 * Samples a row horizontally, in quarters of a level. `Math.imul` avoids number checks that cost as much as the work.
 */
function sampleRow(source: Uint8Array, { pixels, weights }: Axis, values: Int32Array): void {
  for (let x = 0, i = 0; x < values.length; x++, i += taps) {
    const sum =
      Math.imul(weights[i], source[pixels[i]]) +
      Math.imul(weights[i + 1], source[pixels[i + 1]]) +
      Math.imul(weights[i + 2], source[pixels[i + 2]]) +
      Math.imul(weights[i + 3], source[pixels[i + 3]]) +
      Math.imul(weights[i + 4], source[pixels[i + 4]]) +
      Math.imul(weights[i + 5], source[pixels[i + 5]]);
    values[x] = (sum + (1 << (rowShift - 1))) >> rowShift;
  }
}

function mixRows(
  [r0, r1, r2, r3, r4, r5]: readonly Int32Array[],
  weights: Int32Array,
  target: Uint8Array,
): void {
  const [w0, w1, w2, w3, w4, w5] = weights;
  for (let x = 0; x < target.length; x++) {
    const sum =
      Math.imul(w0, r0[x]) +
      Math.imul(w1, r1[x]) +
      Math.imul(w2, r2[x]) +
      Math.imul(w3, r3[x]) +
      Math.imul(w4, r4[x]) +
      Math.imul(w5, r5[x]);
    const value = (sum + (1 << (sumShift - 1))) >> sumShift;
    target[x] = Math.max(0, Math.min(255, value));
  }
}
