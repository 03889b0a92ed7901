/**
 * The anchored colour transfer (algorithm §5) of one row in place, four lanes = R, G, B and one unused.
 */
import * as frame from "./frame.as";
import { colourStride, mix } from "./grids.as";

const levelsPerUnit: f32 = 127.5 * 64;

/** Bytes of a row of the dither pattern: eight pixels. */
export const ditherBytes = 64;

/** @param dither address of the memory for a row of the pattern */
export function colourRow(line: usize, y: i32, columns: usize, maps: usize, dither: usize): void {
  for (let x = 0; x < 8; x++) {
    const value = <i16>ditherAt(x, y);
    for (let c = 0; c < 3; c++) store<i16>(dither + x * 8 + c * 2, value);
  }
  if (!frame.hasStart) transferRow(true, false, line, columns, maps, dither);
  else if (frame.hasArtanh) transferRow(true, true, line, columns, maps, dither);
  else transferRow(false, true, line, columns, maps, dither);
}

/** See src/inference/renderer/dither.ts; in Q6 levels. */
// @ts-ignore: decorator
@inline
function ditherAt(x: i32, y: i32): i32 {
  const crossed = x ^ y;
  const value = (crossed & 1) << 5 | (y & 1) << 4 | (crossed & 2) << 2 | (y & 2) << 1 | (crossed & 4) >> 1 | (y & 4) >> 2;
  return value - 32;
}

// @ts-ignore: decorator
@inline
function transferRow(hasArtanh: bool, hasStart: bool, line: usize, columns: usize, maps: usize, dither: usize): void {
  for (let x = 0, width = frame.width; x < width; x += 2) {
    const pair = v128.load(line + x * 8);
    const first = change(hasArtanh, hasStart, i32x4.extend_low_i16x8_s(pair), columns + x * 8, maps);
    const second = change(hasArtanh, hasStart, i32x4.extend_high_i16x8_s(pair), columns + x * 8 + 8, maps);
    const changed = i16x8.narrow_i32x4_s(first, second);
    // Unchanged colours are left alone.
    const noise = v128.andnot(v128.load(dither + (x & 6) * 8), i16x8.eq(changed, i64x2.splat(0)));
    const sum = i16x8.add(i16x8.add(pair, changed), noise);
    v128.store(line + x * 8, i16x8.min_s(i16x8.max_s(sum, i64x2.splat(0)), i16x8.splat(255 * 64)));
  }
}

/** T_now(y) − T_start(y) of one pixel, in Q6 levels, rounded. */
// @ts-ignore: decorator
@inline
function change(hasArtanh: bool, hasStart: bool, pixel: v128, column: usize, maps: usize): v128 {
  const cell = maps + load<i32>(column) * colourStride;
  const fraction = v128.load32_splat(column, 4);
  const levels = f32x4.convert_i32x4_s(pixel);
  const nowGain = mix(v128.load(cell), v128.load(cell, 64), fraction);
  const nowBias = mix(v128.load(cell, 16), v128.load(cell, 80), fraction);
  if (!hasStart) return i32x4.relaxed_trunc_f32x4_s(f32x4.nearest(changeOfPhoto(levels, nowGain, nowBias)));
  const value = hasArtanh
    ? artanh(levels)
    : f32x4.sub(f32x4.mul(levels, f32x4.splat(1 / levelsPerUnit)), f32x4.splat(1));
  const startGain = mix(v128.load(cell, 32), v128.load(cell, 96), fraction);
  const startBias = mix(v128.load(cell, 48), v128.load(cell, 112), fraction);
  const now = limit(f32x4.add(f32x4.mul(value, nowGain), nowBias));
  const start = limit(f32x4.add(f32x4.mul(value, startGain), startBias));
  // tanh(now) − tanh(start) with a common denominator: one division instead of two.
  const nowSquared = f32x4.mul(now, now);
  const startSquared = f32x4.mul(start, start);
  const nowBelow = tanhDenominator(nowSquared);
  const startBelow = tanhDenominator(startSquared);
  const above = f32x4.sub(
    f32x4.mul(tanhNumerator(now, nowSquared), startBelow),
    f32x4.mul(tanhNumerator(start, startSquared), nowBelow),
  );
  const difference = f32x4.div(above, f32x4.mul(nowBelow, startBelow));
  return i32x4.relaxed_trunc_f32x4_s(f32x4.nearest(f32x4.mul(difference, f32x4.splat(levelsPerUnit))));
}

/**
 * T_now(y) − y, from the powers packed by `interpolateColour`. With artanh, tanh multiplies the odds of a colour,
 * levels : (255 − levels), by a factor e^(2·((gain − 1)·artanh + bias)), which is exactly 1 for the identity.
 */
// @ts-ignore: decorator
@inline
function changeOfPhoto(levels: v128, power: v128, offset: v128): v128 {
  const held = holdLevels(levels);
  const exponent = f32x4.add(f32x4.mul(power, logOfOdds(held)), offset);
  const factor = powerOfTwo(f32x4.pmin(f32x4.splat(30), f32x4.pmax(f32x4.splat(-30), exponent)));
  const rest = f32x4.sub(f32x4.splat(255 * 64), held);
  const above = f32x4.mul(f32x4.mul(held, rest), f32x4.sub(factor, f32x4.splat(1)));
  return f32x4.div(above, f32x4.add(f32x4.mul(held, factor), rest));
}

/** 2^x for |x| ≤ 30, with a relative error of at most 1e-4; exactly 1 for 0. */
// @ts-ignore: decorator
@inline
function powerOfTwo(x: v128): v128 {
  // Adding a number this large leaves the integer part of x in the lowest bits.
  const large = f32x4.splat(12582912);
  const shifted = f32x4.add(x, large);
  const part = f32x4.sub(x, f32x4.sub(shifted, large));
  const upper = polynomial(f32x4.splat(0.05500865), part, 0.24221105);
  const lower = polynomial(f32x4.splat(0.69328297), part, 1);
  const power = f32x4.add(f32x4.mul(upper, f32x4.mul(part, part)), lower);
  return i32x4.add(power, i32x4.shl(shifted, 23));
}

// tanh(u) ≈ u·(n0 + n1·u² + n2·u⁴) / (1 + d1·u² + d2·u⁴), largest error 4.4e-5 for |u| ≤ 5. Larger |u| are clamped to
// 5, where tanh is within 9.1e-5 of ±1. Fitted with iteratively reweighted least squares.
const tanhLimit: f32 = 5;

// @ts-ignore: decorator
@inline
function limit(u: v128): v128 {
  return f32x4.pmin(f32x4.splat(tanhLimit), f32x4.pmax(f32x4.splat(-tanhLimit), u));
}

// @ts-ignore: decorator
@inline
function tanhNumerator(u: v128, squared: v128): v128 {
  const inner = polynomial(f32x4.splat(0.00065494410228), squared, 0.10172314941883);
  return f32x4.mul(u, polynomial(inner, squared, 0.99981015920639));
}

// @ts-ignore: decorator
@inline
function tanhDenominator(squared: v128): v128 {
  return polynomial(polynomial(f32x4.splat(0.01263918261975), squared, 0.43450406193733), squared, 1);
}

/** artanh(x) = ½·ln((1 + x) / (1 − x)) with 1 + x = levels / 127.5. Largest error 4e-5. */
// @ts-ignore: decorator
@inline
function artanh(levels: v128): v128 {
  return f32x4.mul(logOfOdds(holdLevels(levels)), f32x4.splat(0.34657359027997));
}

/** Levels are clamped to 0.5 … 254.5, as the contract clamps |x| to 1 − 1/255. */
// @ts-ignore: decorator
@inline
function holdLevels(levels: v128): v128 {
  return f32x4.pmin(f32x4.splat(254.5 * 64), f32x4.pmax(f32x4.splat(0.5 * 64), levels));
}

/**
 * log2(levels / (255 − levels)): the exponent of the quotient plus its mantissa minus 1, both read from its bits as one
 * number, plus a polynomial for the difference between log2 and that line.
 */
// @ts-ignore: decorator
@inline
function logOfOdds(held: v128): v128 {
  const quotient = f32x4.div(held, f32x4.sub(f32x4.splat(255 * 64), held));
  const line = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(quotient, i32x4.splat(0x3f800000))), f32x4.splat(1 / 8388608.0));
  const mantissa = v128.or(v128.and(quotient, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000));
  const m = f32x4.sub(mantissa, f32x4.splat(1));
  // In two halves, which do not wait for each other.
  const square = f32x4.mul(m, m);
  let upper = polynomial(f32x4.splat(0.31867912104666), m, -0.67494289322741);
  upper = f32x4.add(f32x4.mul(f32x4.splat(-0.08161580009275), square), upper);
  const lower = polynomial(f32x4.splat(0.43770438942953), m, 0.00008759148757);
  const bend = f32x4.add(f32x4.mul(upper, square), lower);
  return f32x4.add(line, bend);
}

// @ts-ignore: decorator
@inline
function polynomial(higher: v128, variable: v128, constant: f32): v128 {
  return f32x4.add(f32x4.mul(higher, variable), f32x4.splat(constant));
}
