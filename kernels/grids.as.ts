/**
 * The maps are coarse grids. For each output row, one grid row is interpolated between its two neighbours and packed so
 * that a pixel needs two loads per map. Pixels are then interpolated along that row.
 */
import * as frame from "./frame.as";

/** Bytes of a point in a packed row. */
export const displacementStride: i32 = 16;
export const weightStride: i32 = 8;
export const blendStride: i32 = 8;
export const shiftStride: i32 = 8;
export const colourStride: i32 = 64;

/** Displacements are in Q16 pixels of the background; ±16384 is outside any picture. */
const one: f32 = 65536;
const farthest: f32 = 16384 * 65536;

/** Position of each pixel in a packed row: pairs of (index of the point to its left, fraction), 8 bytes per pixel. */
export function fillColumns(columns: usize, gridWidth: i32): void {
  const last = Math.max(1, frame.width - 1);
  for (let x = 0; x < frame.width; x++) {
    const position = <f64>x * <f64>(gridWidth - 1) / last;
    const left = max(0, min(<i32>position, gridWidth - 2));
    store<i32>(columns + x * 8, left);
    store<f32>(columns + x * 8, <f32>(position - <f64>left), 4);
  }
}

/** The fractions of `columns` as four equal 16-bit numbers (Q15), 8 bytes a pixel. */
export function fillShortFractions(fractions: usize, columns: usize): void {
  for (let x = 0; x < frame.width; x++) {
    const fraction = <i16>min<f32>(32767, load<f32>(columns + x * 8, 4) * 32768);
    v128.store64_lane(fractions + x * 8, i16x8.splat(fraction), 0);
  }
}

/** Byte offset of the upper grid row at output row y, and the fraction below it. */
// @ts-ignore: decorator
@inline
function upperRow(y: i32, gridHeight: i32): i32 {
  return max(0, min(<i32>(<f64>y * <f64>(gridHeight - 1) / <f64>(frame.height - 1)), gridHeight - 2));
}

// @ts-ignore: decorator
@inline
function rowFraction(y: i32, gridHeight: i32, upper: i32): v128 {
  return f32x4.splat(<f32>(<f64>y * <f64>(gridHeight - 1) / <f64>(frame.height - 1) - <f64>upper));
}

// @ts-ignore: decorator
@inline
export function mix(from: v128, to: v128, fraction: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), fraction));
}

// @ts-ignore: decorator
@inline
function toFixedPixels(pixels: v128): v128 {
  const scaled = f32x4.mul(pixels, f32x4.splat(one * <f32>frame.backgroundScale));
  return f32x4.pmin(f32x4.splat(farthest), f32x4.pmax(f32x4.splat(-farthest), scaled));
}

/** Packs (xA, yA, xB, yB) in Q16 pixels of the background, as float32, for output row y. */
export function interpolateDisplacement(row: usize, layer: frame.Layer, y: i32): void {
  const gridWidth = frame.motionWidth;
  const upper = upperRow(y, frame.motionHeight);
  const fraction = rowFraction(y, frame.motionHeight, upper);
  const toUpper: usize = upper * gridWidth * 8;
  const toLower: usize = frame.motionHeight > 1 ? toUpper + gridWidth * 8 : toUpper;
  const a = layer.displacementA;
  const b = layer.hasB ? layer.displacementB : a;
  for (let i: usize = 0, end: usize = gridWidth * 8; i < end; i += 16) {
    const two = toFixedPixels(mix(v128.load(a + toUpper + i), v128.load(a + toLower + i), fraction));
    const twoB = toFixedPixels(mix(v128.load(b + toUpper + i), v128.load(b + toLower + i), fraction));
    v128.store(row + i * 2, v128.shuffle<i64>(two, twoB, 0, 2));
    v128.store(row + i * 2, v128.shuffle<i64>(two, twoB, 1, 3), 16);
  }
  repeatLast(row, gridWidth, displacementStride);
}

/** Packs the second copy's weight as four equal numbers in Q14 for output row y. */
export function interpolateWeight(row: usize, layer: frame.Layer, y: i32): void {
  const gridWidth = frame.motionWidth;
  const upper = upperRow(y, frame.motionHeight);
  const fraction = f32x4.extract_lane(rowFraction(y, frame.motionHeight, upper), 0);
  const toUpper: usize = upper * gridWidth * 4;
  const toLower: usize = frame.motionHeight > 1 ? toUpper + gridWidth * 4 : toUpper;
  for (let x: usize = 0; x < <usize>gridWidth; x++) {
    const from = load<f32>(layer.weight + toUpper + x * 4);
    const weight = from + (load<f32>(layer.weight + toLower + x * 4) - from) * fraction;
    const fixed = <i16>max<f32>(0, min<f32>(16384, nearest<f32>(weight * 16384)));
    v128.store64_lane(row + x * weightStride, i16x8.splat(fixed), 0);
  }
  repeatLast(row, gridWidth, weightStride);
}

/** Packs (mean R, G, B in Q6 levels, contrast − 1 in Q15) as int16 for output row y. */
export function interpolateBlend(row: usize, layer: frame.Layer, y: i32): void {
  const gridWidth = frame.motionWidth;
  const upper = upperRow(y, frame.motionHeight);
  const fraction = rowFraction(y, frame.motionHeight, upper);
  const toUpper: usize = upper * gridWidth;
  const toLower: usize = frame.motionHeight > 1 ? toUpper + gridWidth : toUpper;
  const scale = f32x4(64, 64, 64, 32768);
  const offset = f32x4(0.5, 0.5, 0.5, -32767.5);
  for (let x: usize = 0; x < <usize>gridWidth; x++) {
    const from = point(layer.mean + (toUpper + x) * 12, layer.contrast + (toUpper + x) * 4);
    const to = point(layer.mean + (toLower + x) * 12, layer.contrast + (toLower + x) * 4);
    const packed = i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(mix(from, to, fraction), scale), offset));
    v128.store64_lane(row + x * blendStride, i16x8.narrow_i32x4_s(packed, packed), 0);
  }
  repeatLast(row, gridWidth, blendStride);
}

/** Packs the shift of R, G, B in Q6 levels as int16 for output row y. */
export function interpolateShift(row: usize, layer: frame.Layer, y: i32): void {
  const gridWidth = frame.motionWidth;
  const upper = upperRow(y, frame.motionHeight);
  const fraction = rowFraction(y, frame.motionHeight, upper);
  const toUpper: usize = upper * gridWidth * 12;
  const toLower: usize = frame.motionHeight > 1 ? toUpper + gridWidth * 12 : toUpper;
  for (let x: usize = 0; x < <usize>gridWidth; x++) {
    const mixed = mix(v128.load(layer.shift + toUpper + x * 12), v128.load(layer.shift + toLower + x * 12), fraction);
    const packed = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(mixed, f32x4(64, 64, 64, 0))));
    v128.store64_lane(row + x * shiftStride, i16x8.narrow_i32x4_s(packed, packed), 0);
  }
  repeatLast(row, gridWidth, shiftStride);
}

// @ts-ignore: decorator
@inline
function point(rgb: usize, fourth: usize): v128 {
  return v128.load32_lane(fourth, v128.load(rgb), 3);
}

/**
 * Packs four RGB0 vectors (gain and bias now, gain and bias at the start) for output row y. If the start is the
 * identity, two are enough: the powers of two for (gain − 1) and bias in `logOfOdds`.
 */
export function interpolateColour(row: usize, y: i32): void {
  const gridWidth = frame.colourWidth;
  const upper = upperRow(y, frame.colourHeight);
  const fraction = rowFraction(y, frame.colourHeight, upper);
  const toUpper: usize = upper * gridWidth * 12;
  const toLower: usize = frame.colourHeight > 1 ? toUpper + gridWidth * 12 : toUpper;
  for (let x: usize = 0; x < <usize>gridWidth; x++) {
    const from = toUpper + x * 12;
    const to = toLower + x * 12;
    const packed = row + x * colourStride;
    let gainFrom = f32x4.splat(0);
    let gainTo = f32x4.splat(0);
    let biasFrom = f32x4.splat(0);
    let biasTo = f32x4.splat(0);
    for (let slot = 0; slot < frame.mostMixedMaps; slot++) {
      const map = frame.mapAt(slot);
      if (map.weight == 0) continue;
      const weight = f32x4.splat(map.weight);
      gainFrom = f32x4.add(gainFrom, f32x4.mul(weight, v128.load(map.gain + from)));
      gainTo = f32x4.add(gainTo, f32x4.mul(weight, v128.load(map.gain + to)));
      biasFrom = f32x4.add(biasFrom, f32x4.mul(weight, v128.load(map.bias + from)));
      biasTo = f32x4.add(biasTo, f32x4.mul(weight, v128.load(map.bias + to)));
    }
    const gain = mix(gainFrom, gainTo, fraction);
    const bias = mix(biasFrom, biasTo, fraction);
    if (!frame.hasStart) {
      v128.store(packed, f32x4.sub(gain, f32x4.splat(1)));
      v128.store(packed, f32x4.mul(bias, f32x4.splat(2.8853900817779)), 16);
      continue;
    }
    v128.store(packed, gain);
    v128.store(packed, bias, 16);
    v128.store(packed, mix(v128.load(frame.startGain + from), v128.load(frame.startGain + to), fraction), 32);
    v128.store(packed, mix(v128.load(frame.startBias + from), v128.load(frame.startBias + to), fraction), 48);
  }
  repeatLast(row, gridWidth, colourStride);
}

/** One more point after the last, for grids of a single column. */
// @ts-ignore: decorator
@inline
function repeatLast(row: usize, gridWidth: i32, stride: i32): void {
  const behind = row + gridWidth * stride;
  memory.copy(behind, behind - stride, stride);
}
