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

/** Points of a small picture that are averaged for a thumbnail, each way. */
const thumbnailFactor = 3;

/** A small picture as a thumbnail: changes from frame to frame are looked at there, where encoding noise has averaged out. */
export function shrinkToThumbnail(
  values: Float32Array,
  size: { width: number; height: number },
): Float32Array {
  const width = Math.max(1, Math.floor(size.width / thumbnailFactor));
  const height = Math.max(1, Math.floor(size.height / thumbnailFactor));
  const step = (side: number, cells: number) => Math.min(thumbnailFactor, Math.floor(side / cells));
  const [across, down] = [step(size.width, width), step(size.height, height)];
  const thumbnail = new Float32Array(width * height);
  for (let y = 0, point = 0; y < height; y++) {
    for (let x = 0; x < width; x++, point++) {
      let sum = 0;
      for (let row = 0; row < down; row++) {
        const start = (y * down + row) * size.width + x * across;
        for (let i = start; i < start + across; i++) sum += values[i];
      }
      thumbnail[point] = sum / (across * down);
    }
  }
  return thumbnail;
}
