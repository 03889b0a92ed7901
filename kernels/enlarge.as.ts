/**
 * A background of twice the size, from the picture of the photo's size in `output`: bit for bit the result of
 * src/inference/renderer/enlarge.ts.
 */
import * as frame from "./frame.as";

/** Q14 weights of the neighbours on either side of a midpoint, nearest first. */
const near: i16 = 10140;
const second: i16 = -2720;
const third: i16 = 979;
const far: i16 = -207;
const bits: i32 = 14;

/** Rows from…to − 1 of the picture, as even rows of the background. */
export function widenBackground(from: i32, to: i32): void {
  const width = frame.width;
  for (let y = from; y < to; y++) {
    const row = frame.output + y * width * 4;
    const wide = frame.layerAt(frame.enlarged).background + y * width * 16;
    let x = min(width, 3);
    widenPixels(row, wide, 0, x);
    for (; x + 6 <= width; x += 2) {
      const at = row + x * 4;
      const between = halfway8(at, at - 4, at - 8, at - 12, at + 4, at + 8, at + 12, at + 16);
      v128.store(wide + x * 8, v128.shuffle<i32>(v128.load64_zero(at), between, 0, 4, 1, 5));
    }
    widenPixels(row, wide, x, width);
  }
}

/** The odd rows of the background below its even rows 2·from…2·(to − 1); needs all even rows. */
export function heightenBackground(from: i32, to: i32): void {
  const rowBytes: usize = frame.width * 8;
  for (let y = from; y < to; y++) {
    const p0 = evenRow(y);
    const p1 = evenRow(y - 1);
    const p2 = evenRow(y - 2);
    const p3 = evenRow(y - 3);
    const n0 = evenRow(y + 1);
    const n1 = evenRow(y + 2);
    const n2 = evenRow(y + 3);
    const n3 = evenRow(y + 4);
    const row = frame.layerAt(frame.enlarged).background + <usize>(2 * y + 1) * rowBytes;
    for (let i: usize = 0; i < rowBytes; i += 8) {
      const between = halfway8(p0 + i, p1 + i, p2 + i, p3 + i, n0 + i, n1 + i, n2 + i, n3 + i);
      v128.store64_lane(row + i, between, 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function evenRow(y: i32): usize {
  return frame.layerAt(frame.enlarged).background + max(0, min(y, frame.height - 1)) * frame.width * 16;
}

/** Pixels from…to − 1 of a row, each followed by the midpoint to the next; neighbours are clamped to the row. */
function widenPixels(row: usize, wide: usize, from: i32, to: i32): void {
  for (let x = from; x < to; x++) {
    const p0 = pixelAt(row, x);
    const between = halfway8(
      p0, pixelAt(row, x - 1), pixelAt(row, x - 2), pixelAt(row, x - 3),
      pixelAt(row, x + 1), pixelAt(row, x + 2), pixelAt(row, x + 3), pixelAt(row, x + 4),
    );
    v128.store64_lane(wide + x * 8, v128.shuffle<i32>(v128.load32_zero(p0), between, 0, 4, 0, 4), 0);
  }
}

// @ts-ignore: decorator
@inline
function pixelAt(row: usize, x: i32): usize {
  return row + max(0, min(x, frame.width - 1)) * 4;
}

/** Eight bytes midway between those at p0 and n0; the others are one to three pixels or rows away. */
// @ts-ignore: decorator
@inline
function halfway8(p0: usize, p1: usize, p2: usize, p3: usize, n0: usize, n1: usize, n2: usize, n3: usize): v128 {
  const nearest = sumOf(p0, n0);
  const next = sumOf(p1, n1);
  const later = sumOf(p2, n2);
  const last = sumOf(p3, n3);
  const low = weigh(v128.shuffle<i16>(nearest, next, 0, 8, 1, 9, 2, 10, 3, 11), v128.shuffle<i16>(later, last, 0, 8, 1, 9, 2, 10, 3, 11));
  const high = weigh(v128.shuffle<i16>(nearest, next, 4, 12, 5, 13, 6, 14, 7, 15), v128.shuffle<i16>(later, last, 4, 12, 5, 13, 6, 14, 7, 15));
  const levels = i16x8.narrow_i32x4_s(low, high);
  return i8x16.narrow_i16x8_u(levels, levels);
}

// @ts-ignore: decorator
@inline
function sumOf(a: usize, b: usize): v128 {
  return i16x8.add(v128.load8x8_u(a), v128.load8x8_u(b));
}

// @ts-ignore: decorator
@inline
function weigh(inner: v128, outer: v128): v128 {
  const ofInner = i32x4.dot_i16x8_s(inner, i16x8(near, second, near, second, near, second, near, second));
  const ofOuter = i32x4.dot_i16x8_s(outer, i16x8(third, far, third, far, third, far, third, far));
  return i32x4.shr_s(i32x4.add(i32x4.add(ofInner, ofOuter), i32x4.splat(1 << bits - 1)), bits);
}
