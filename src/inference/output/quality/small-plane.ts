/** Frames are judged at this width or less: what people notice is larger than a few pixels, and small is fast. */
const mostColumns = 480;

/** Size of a picture shrunk by a whole factor. */
export interface SmallSize {
  width: number;
  height: number;
  factor: number;
}

/** The size at which a video of `width` × `height` is judged: at most 480 points wide. */
export function smallSize(width: number, height: number): SmallSize {
  const factor = Math.max(1, Math.ceil(width / mostColumns));
  return { width: Math.floor(width / factor), height: Math.max(1, Math.floor(height / factor)), factor };
}

/**
 * Shrinks a plane of bytes to means over squares of `factor` pixels, in the plane's own unit. Every second row is enough
 * where the factor is 3 or more.
 */
export function shrinkBytes(
  bytes: Uint8Array,
  stride: number,
  { width, height, factor }: SmallSize,
  target: Float32Array = new Float32Array(width * height),
): Float32Array {
  const rowStep = factor > 2 ? 2 : 1;
  const scale = 1 / (factor * Math.ceil(factor / rowStep));
  target.fill(0);
  for (let y = 0; y < height; y++) {
    const top = y * factor;
    for (let row = top; row < top + factor; row += rowStep) {
      for (let x = 0, point = y * width, i = row * stride; x < width; x++, point++) {
        let sum = 0;
        for (const end = i + factor; i < end; i++) sum += bytes[i];
        target[point] += sum * scale;
      }
    }
  }
  return target;
}
