import { native } from '../../grids/native.ts';

/** Maximum width at which frames are analysed: what people notice is larger than a few pixels, and small is fast. */
const mostColumns = 480;

/** Size of a picture reduced by an integer factor. */
export interface SmallSize {
  width: number;
  height: number;
  factor: number;
}

/** The size at which a video of `width` × `height` is analysed: at most 480 points wide. */
export function smallSize(width: number, height: number): SmallSize {
  const factor = Math.max(1, Math.ceil(width / mostColumns));
  return { width: Math.floor(width / factor), height: Math.max(1, Math.floor(height / factor)), factor };
}

/**
 * Reduces a plane of bytes to means over squares of `factor` pixels, in the plane's own unit. For factors of 3 and
 * more, every second row is sufficient.
 */
export function shrinkBytes(
  bytes: Uint8Array,
  stride: number,
  { width, height, factor }: SmallSize,
): Float32Array {
  const target = new Float32Array(width * height);
  const rowStep = factor > 2 ? 2 : 1;
  (native?.shrinkBytes ?? shrinkBytesHere)(bytes, stride, width, height, factor, rowStep, target);
  return target;
}

/** {@link shrinkBytes} in TypeScript, on every `rowStep`-th row. */
export function shrinkBytesHere(
  bytes: Uint8Array,
  stride: number,
  width: number,
  height: number,
  factor: number,
  rowStep: number,
  target: Float32Array,
): void {
  const scale = 1 / (factor * Math.ceil(factor / rowStep));
  const sums = new Uint32Array(width);
  const words = factor % 4 === 0 && stride % 4 === 0 ? asWords(bytes) : undefined;
  for (let y = 0; y < height; y++) {
    const top = y * factor;
    sums.fill(0);
    for (let row = top; row < top + factor; row += rowStep) {
      if (words) addWords(words, (row * stride) / 4, factor / 4, sums);
      else addBytes(bytes, row * stride, factor, sums);
    }
    for (let x = 0, point = y * width; x < width; x++, point++) target[point] = sums[x] * scale;
  }
}

/** Adds the sum of every `count` bytes from `start` on. */
function addBytes(bytes: Uint8Array, start: number, count: number, sums: Uint32Array): void {
  for (let x = 0, i = start; x < sums.length; x++) {
    let sum = 0;
    for (const end = i + count; i < end; i++) sum += bytes[i];
    sums[x] += sum;
  }
}

/** The same for words of four bytes, which are added in pairs: in a third of the time. */
function addWords(words: Uint32Array, start: number, count: number, sums: Uint32Array): void {
  for (let x = 0, i = start; x < sums.length; x++) {
    let pairs = 0;
    for (const end = i + count; i < end; i++) pairs += (words[i] & 0xff00ff) + ((words[i] >>> 8) & 0xff00ff);
    sums[x] += (pairs & 0xffff) + (pairs >>> 16);
  }
}

/** Undefined if the bytes do not begin at a whole word. */
function asWords({ buffer, byteOffset, length }: Uint8Array): Uint32Array | undefined {
  return byteOffset % 4 === 0 ? new Uint32Array(buffer, byteOffset, length >> 2) : undefined;
}

/** Points of a small picture per point of its thumbnail, in each direction. */
const thumbnailFactor = 3;

/** The size of a thumbnail, on which changes between frames are measured, because averaging removes encoding noise. */
export function thumbnailSize({ width, height, factor }: SmallSize): SmallSize {
  const points = Math.min(thumbnailFactor, width, height);
  return { width: Math.floor(width / points), height: Math.floor(height / points), factor: factor * points };
}

/** 1 at the points of a thumbnail that are entirely in an area (1 or 0 at each point of the small picture); else 0. */
export function shrinkArea(area: Float32Array, size: SmallSize): Float32Array {
  const { width, height, factor } = thumbnailSize(size);
  const points = factor / size.factor;
  const inside = new Float32Array(width * height).fill(1);
  for (let y = 0; y < height * points; y++) {
    for (let x = 0; x < width * points; x++) {
      if (area[y * size.width + x] === 0) inside[Math.floor(y / points) * width + Math.floor(x / points)] = 0;
    }
  }
  return inside;
}
