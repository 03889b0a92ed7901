/**
 * Moves and blends one row of the photo. Both copies of a pixel share a vector on the way from displacements to
 * addresses and weights: lanes (xA, yA, xB, yB). The four neighbours of a copy are weighted with two pairwise
 * multiply-adds, one for the left pair and one for the right. Result: RGBA as int16, Q6 levels, 0…255.
 */
import * as frame from "./frame.as";
import { blendStride, displacementStride, mix, weightStride } from "./grids.as";

const highest: i16 = 255 * 64;

/** Lookup by mask value: four equal Q15 shares, 8 bytes each. */
export const maskTableBytes: i32 = 256 * 8;

export function fillMaskTable(table: usize): void {
  for (let value = 0; value < 256; value++) {
    v128.store64_lane(table + value * 8, i16x8.splat(<i16>(value * 32767 / 255)), 0);
  }
}

// Byte shuffles that spread the 16-bit parts of a Q16 (xA, yA, xB, yB): fractions of x, fractions of y, integer parts.
let spreadX: v128 = i64x2.splat(0);
let spreadY: v128 = i64x2.splat(0);
let spreadWhole: v128 = i64x2.splat(0);
let spreadFourth: v128 = i64x2.splat(0);

export function initialiseSampling(): void {
  spreadX = i8x16(0, 1, 0, 1, 0, 1, 0, 1, 8, 9, 8, 9, 8, 9, 8, 9);
  spreadY = i8x16(4, 5, 4, 5, 4, 5, 4, 5, 12, 13, 12, 13, 12, 13, 12, 13);
  spreadWhole = i8x16(2, 3, 6, 7, 10, 11, 14, 15, 2, 3, 6, 7, 10, 11, 14, 15);
  spreadFourth = i8x16(6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15);
}

/** Addresses of the tables and packed rows for sampling a layer (grids.as.ts). */
@unmanaged
export class Tables {
  columns: usize;
  fractions: usize;
  displacements: usize;
  weights: usize;
  blends: usize;
  shifts: usize;
  masks: usize;
}

export const tablesBytes: i32 = 64;

/** Draws a layer on row y of `line`: over the photo if it is the first, else over the content of the line. */
export function sampleRow(layer: frame.Layer, isFirst: bool, line: usize, y: i32, tables: Tables): void {
  if (layer.hasB) {
    if (layer.hasBlend) sampleCopies(true, true, layer, isFirst, line, y, tables);
    else sampleCopies(true, false, layer, isFirst, line, y, tables);
  } else {
    if (layer.hasBlend) sampleCopies(false, true, layer, isFirst, line, y, tables);
    else sampleCopies(false, false, layer, isFirst, line, y, tables);
  }
}

/** A row without motion. */
export function copyPhotoRow(line: usize, y: i32): void {
  const row = frame.photo + y * frame.width * 4;
  for (let x = 0; x < frame.width; x += 2) v128.store(line + x * 8, loadPair(row + x * 4));
}

/** Whether a layer has any pixel in a row. */
export function isOnRow(layer: frame.Layer, y: i32): bool {
  const mask = layer.mask + y * frame.width;
  let x: usize = 0;
  for (const end: usize = frame.width & ~15; x < end; x += 16) if (v128.any_true(v128.load(mask + x))) return true;
  for (; x < <usize>frame.width; x++) if (load<u8>(mask + x) != 0) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function sampleCopies(
  hasB: bool, hasBlend: bool, layer: frame.Layer, isFirst: bool, line: usize, y: i32, tables: Tables,
): void {
  const columns = tables.columns;
  const fractions = tables.fractions;
  const displacements = tables.displacements;
  const weights = tables.weights;
  const blends = tables.blends;
  const shifts = tables.shifts;
  const masks = tables.masks;
  const width = frame.width;
  const scale = frame.backgroundScale;
  const stride = width * scale * 4;
  const background = layer.background;
  const maskRow = layer.mask + y * width;
  const photoRow = frame.photo + y * width * 4;
  const backgroundRow = background + y * scale * stride;
  const unit = scale << 16;
  const last = i32x4(width - 1, frame.height - 1, width - 1, frame.height - 1);
  const limit = i32x4.mul(last, i32x4.splat(unit));
  const strides = i16x8(4, <i16>stride, 4, <i16>stride, 4, <i16>stride, 4, <i16>stride);

  for (let x = 0; x < width; x += 8) {
    const count = min(8, width - x);
    const shares = count == 8 ? load<u64>(maskRow + x) : 1;
    if (shares == 0) {
      for (let i = x; isFirst && i < x + 8; i += 2) v128.store(line + i * 8, loadPair(photoRow + i * 4));
      continue;
    }
    for (let i = x; i < x + count; i += 2) {
      const first = samplePixel(hasB, i, y, unit, columns, fractions, displacements, weights, background, stride, limit, strides);
      const second = samplePixel(hasB, i + 1, y, unit, columns, fractions, displacements, weights, background, stride, limit, strides);
      let pair = i16x8.narrow_i32x4_s(i32x4.shr_s(first, 8), i32x4.shr_s(second, 8));
      if (hasBlend) pair = restoreContrast(pair, i, columns, fractions, blends, shifts);
      if (shares != ~0) {
        const drawn = isFirst ? loadPair(photoRow + i * 4) : v128.load(line + i * 8);
        pair = showBehind(pair, drawn, backgroundRow + i * scale * 4, scale, maskRow + i, masks);
      }
      v128.store(line + i * 8, pair);
    }
  }
}

// @ts-ignore: decorator
@inline
function loadPair(pixels: usize): v128 {
  return i16x8.shl(v128.load8x8_u(pixels), 6);
}

/** z + mask·(y − background) for two pixels, clamped to 0…255; z is the result so far. */
// @ts-ignore: decorator
@inline
function showBehind(pair: v128, drawn: v128, background: usize, scale: i32, mask: usize, masks: usize): v128 {
  const shares = v128.load64_lane(masks + load<u8>(mask, 1) * 8, v128.load64_zero(masks + load<u8>(mask) * 8), 1);
  const pixels = v128.load32_lane(background + scale * 4, v128.load32_zero(background), 1);
  const behind = i16x8.shl(i16x8.extend_low_i8x16_u(pixels), 6);
  const change = i16x8.relaxed_q15mulr_s(i16x8.sub(pair, behind), shares);
  return clampLevels(i16x8.add(drawn, change));
}

// @ts-ignore: decorator
@inline
function clampLevels(pair: v128): v128 {
  return i16x8.min_s(i16x8.max_s(pair, i64x2.splat(0)), i16x8.splat(highest));
}

/** Both copies of one pixel, blended: RGBA as int32, Q14 levels. */
// @ts-ignore: decorator
@inline
function samplePixel(
  hasB: bool, x: i32, y: i32, unit: i32, columns: usize, fractions: usize, displacements: usize, weights: usize,
  background: usize, stride: i32, limit: v128, strides: v128,
): v128 {
  const cell = displacements + load<i32>(columns + x * 8) * displacementStride;
  const displacement = mix(v128.load(cell), v128.load(cell, 16), v128.load32_splat(columns + x * 8, 4));
  const here = i32x4.mul(i32x4(x, y, x, y), i32x4.splat(unit));
  const free = i32x4.add(here, i32x4.relaxed_trunc_f32x4_s(displacement));
  const position = mirror(free, limit);
  const offsets = i32x4.dot_i16x8_s(i8x16.relaxed_swizzle(position, spreadWhole), strides);

  const halves = i16x8.shr_u(position, 1);
  const shareX = v128.xor(i8x16.relaxed_swizzle(halves, spreadX), i16x8(0x7fff, 0x7fff, 0, 0, 0x7fff, 0x7fff, 0, 0));
  const shareY = v128.xor(i8x16.relaxed_swizzle(halves, spreadY), i16x8(0x7fff, 0, 0x7fff, 0, 0x7fff, 0, 0x7fff, 0));
  const weight = hasB ? weightsAt(x, columns, fractions, weights) : i16x8.splat(16384);
  const shares = i16x8.relaxed_q15mulr_s(shareX, i16x8.relaxed_q15mulr_s(shareY, weight));

  // A copy with weight 0 adds nothing; most places show one copy most of the time.
  let sum = i64x2.splat(0);
  if (!hasB || i64x2.extract_lane(weight, 0) != 0) {
    sum = sumNeighbours(
      background + i32x4.extract_lane(offsets, 0), stride,
      v128.shuffle<i32>(shares, shares, 0, 0, 0, 0), v128.shuffle<i32>(shares, shares, 1, 1, 1, 1),
    );
  }
  if (hasB && i64x2.extract_lane(weight, 1) != 0) {
    sum = i32x4.add(sum, sumNeighbours(
      background + i32x4.extract_lane(offsets, 1), stride,
      v128.shuffle<i32>(shares, shares, 2, 2, 2, 2), v128.shuffle<i32>(shares, shares, 3, 3, 3, 3),
    ));
  }
  return sum;
}

/** Positions in Q16, mirrored into the photo; far outside, and where they overflow, held at its border. */
// @ts-ignore: decorator
@inline
function mirror(position: v128, limit: v128): v128 {
  const below = i32x4.sub(limit, i32x4.abs(position));
  return i32x4.min_s(i32x4.abs(i32x4.sub(limit, i32x4.abs(below))), limit);
}

/** Weighted sum of the four neighbours of one copy. */
// @ts-ignore: decorator
@inline
function sumNeighbours(upper: usize, stride: i32, ofLeft: v128, ofRight: v128): v128 {
  const above = v128.load8x8_u(upper);
  const below = v128.load8x8_u(upper + stride);
  return i32x4.add(
    i32x4.dot_i16x8_s(unpackLow(above, below), ofLeft),
    i32x4.dot_i16x8_s(unpackHigh(above, below), ofRight),
  );
}

/** Q14 weights of both copies at a pixel, four lanes each. */
// @ts-ignore: decorator
@inline
function weightsAt(x: i32, columns: usize, fractions: usize, weights: usize): v128 {
  const from = v128.load(weights + load<i32>(columns + x * 8) * weightStride);
  const to = v128.shuffle<i64>(from, from, 1, 1);
  const step = i16x8.relaxed_q15mulr_s(i16x8.sub(to, from), v128.load64_splat(fractions + x * 8));
  const ofB = i16x8.add(from, step);
  return v128.shuffle<i64>(i16x8.sub(i16x8.splat(16384), ofB), ofB, 0, 2);
}

/** y = x + (contrast − 1)·(x − mean) + shift for two pixels, clamped to 0…255. */
// @ts-ignore: decorator
@inline
function restoreContrast(pair: v128, x: i32, columns: usize, fractions: usize, blends: usize, shifts: usize): v128 {
  const mean = mixPair(x, columns, fractions, blends);
  const gain = i8x16.relaxed_swizzle(mean, spreadFourth);
  const detail = i16x8.relaxed_q15mulr_s(i16x8.sub(pair, mean), gain);
  return clampLevels(i16x8.add_sat_s(i16x8.add(pair, detail), mixPair(x, columns, fractions, shifts)));
}

/** A packed row of 64-bit points (four int16), at two pixels. */
// @ts-ignore: decorator
@inline
function mixPair(x: i32, columns: usize, fractions: usize, row: usize): v128 {
  const first = v128.load(row + load<i32>(columns + x * 8) * blendStride);
  const second = v128.load(row + load<i32>(columns + x * 8 + 8) * blendStride);
  const from = v128.shuffle<i64>(first, second, 0, 2);
  const to = v128.shuffle<i64>(first, second, 1, 3);
  return i16x8.add(from, i16x8.relaxed_q15mulr_s(i16x8.sub(to, from), v128.load(fractions + x * 8)));
}

// @ts-ignore: decorator
@inline
function unpackLow(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function unpackHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
