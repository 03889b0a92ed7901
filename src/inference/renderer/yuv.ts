/**
 * BT.709, limited range (ITU-R BT.709-6, items 3.2–3.5): RGB in 0…255 to Y in 16…235 and U, V in 16…240.
 * Each row holds the factors of R, G, B and the offset.
 */
const [kr, kg, kb] = [0.2126, 0.7152, 0.0722];
const luma = 219 / 255;
const chroma = 224 / 255;

export const bt709 = {
  y: [kr * luma, kg * luma, kb * luma, 16],
  u: [
    (-kr / (2 * (1 - kb))) * chroma,
    (-kg / (2 * (1 - kb))) * chroma,
    ((1 - kb) / (2 * (1 - kb))) * chroma,
    128,
  ],
  v: [
    ((1 - kr) / (2 * (1 - kr))) * chroma,
    (-kg / (2 * (1 - kr))) * chroma,
    (-kb / (2 * (1 - kr))) * chroma,
    128,
  ],
} as const;

/** One component, not rounded. */
export function yuvComponent(
  row: readonly [number, number, number, number],
  r: number,
  g: number,
  b: number,
) {
  return row[0] * r + row[1] * g + row[2] * b + row[3];
}

/** Bytes of a planar YUV 4:2:0 frame. */
export function yuv420Bytes(width: number, height: number): number {
  return (width * height * 3) / 2;
}
