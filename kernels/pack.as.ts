/**
 * Converts two rows of RGBA (int16, Q6 levels) to the frame's bytes. Sums keep half a unit until the rounding shift. Q6
 * levels were rounded down, so on average they are half a step (1/128 level) too low.
 */
import * as frame from "./frame.as";

/** BT.709 factors, limited range, scaled by 2^15; a pixel's dot product is in Q21. */
const yR: i16 = 5983;
const yG: i16 = 20127;
const yB: i16 = 2032;
const uR: i16 = -3298;
const uG: i16 = -11094;
const uB: i16 = 14392;
const vR: i16 = 14392;
const vG: i16 = -13073;
const vB: i16 = -1319;

export function packRgba(line: usize, y: i32): void {
  const width = frame.width;
  const to = frame.output + y * width * 4;
  const half = i16x8.splat(32);
  const opaque = i32x4.splat(0xff000000);
  for (let x = 0; x < width; x += 2) {
    const pair = i16x8.shr_s(i16x8.add(v128.load(line + x * 8), half), 6);
    v128.store64_lane(to + x * 4, v128.or(i8x16.narrow_i16x8_u(pair, pair), opaque), 0);
  }
}

/** Rows y and y + 1 as luma, and the chroma of their 2×2 pixels. */
export function packYuv(upper: usize, lower: usize, y: i32): void {
  const width = frame.width;
  const chromaSize: usize = width * frame.height >> 2;
  const luma = frame.output + y * width;
  const u = frame.output + width * frame.height + (y >> 1) * (width >> 1);
  const v = u + chromaSize;
  packLuma(upper, luma, width);
  packLuma(lower, luma + width, width);
  const toU = i16x8(uR, uG, uB, 0, uR, uG, uB, 0);
  const toV = i16x8(vR, vG, vB, 0, vR, vG, vB, 0);
  for (let x = 0; x < width; x += 8) {
    const i = x * 8;
    const a = columnPairs(v128.load(upper + i), v128.load(upper + i, 16), v128.load(lower + i), v128.load(lower + i, 16));
    const b = columnPairs(v128.load(upper + i, 32), v128.load(upper + i, 48), v128.load(lower + i, 32), v128.load(lower + i, 48));
    store32(u + (x >> 1), width - x >> 1, weigh(a, b, toU, 22, 128));
    store32(v + (x >> 1), width - x >> 1, weigh(a, b, toV, 22, 128));
  }
}

// @ts-ignore: decorator
@inline
function packLuma(line: usize, to: usize, width: i32): void {
  const toY = i16x8(yR, yG, yB, 0, yR, yG, yB, 0);
  for (let x = 0; x < width; x += 4) {
    const a = v128.load(line + x * 8);
    const b = v128.load(line + x * 8, 16);
    store32(to + x, width - x, weigh(a, b, toY, 21, 16));
  }
}

/** Sums of two columns, means of two rows: two chroma pixels in Q7. */
// @ts-ignore: decorator
@inline
function columnPairs(upper0: v128, upper1: v128, lower0: v128, lower1: v128): v128 {
  const upper = i16x8.add(v128.shuffle<i64>(upper0, upper1, 0, 2), v128.shuffle<i64>(upper0, upper1, 1, 3));
  const lower = i16x8.add(v128.shuffle<i64>(lower0, lower1, 0, 2), v128.shuffle<i64>(lower0, lower1, 1, 3));
  return i16x8.avgr_u(upper, lower);
}

/** One component of four pixels, as four bytes in the low lane. */
// @ts-ignore: decorator
@inline
function weigh(a: v128, b: v128, factors: v128, bits: i32, offset: i32): v128 {
  const dotA = i32x4.dot_i16x8_s(a, factors);
  const dotB = i32x4.dot_i16x8_s(b, factors);
  const sum = i32x4.add(v128.shuffle<i32>(dotA, dotB, 0, 2, 4, 6), v128.shuffle<i32>(dotA, dotB, 1, 3, 5, 7));
  const rounded = i32x4.shr_s(i32x4.add(sum, i32x4.splat((offset << bits) + (1 << bits - 1))), bits);
  const short = i16x8.narrow_i32x4_s(rounded, rounded);
  return i8x16.narrow_i16x8_u(short, short);
}

/** Stores four bytes, or the two that remain at the end of a row. */
// @ts-ignore: decorator
@inline
function store32(to: usize, left: i32, bytes: v128): void {
  const word = i32x4.extract_lane(bytes, 0);
  if (left >= 4) store<i32>(to, word);
  else {
    for (let i = 0; i < left; i++) store<u8>(to + i, <u8>(word >> i * 8));
  }
}
