import { type EncodedPicture, encodePreview } from '../photo/encode.ts';
import type { Photo } from '../photo/photo.ts';

const maxWidthPixels = 320;
/** At most four previews a second. */
const intervalMs = 250;

export interface FramePreview extends EncodedPicture {
  /** Counts from 1. */
  frame: number;
}

/** Small pictures of a video in the making, taken from the frames that go to the encoder: rendering does not wait for them. */
export class PreviewStream {
  readonly #size: { width: number; height: number };
  readonly #show: (preview: FramePreview) => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(size: { width: number; height: number }, show: (preview: FramePreview) => void) {
    this.#size = size;
    this.#show = show;
  }

  /** Shows a photo as frame 1. */
  offerPhoto(photo: Photo): void {
    this.#offer(1, () => photo);
  }

  /** Shows a frame unless the last preview was a moment ago. `yuv` may be reused when this returns. */
  offerFrame(frame: number, yuv: Uint8Array): void {
    this.#offer(frame, () => shrinkToRgba(yuv, this.#size.width, this.#size.height));
  }

  /** Waits for the last preview. @throws what encoding or showing one threw. */
  async finish(): Promise<void> {
    await this.#pending;
    if (this.#failure) throw this.#failure.error;
  }

  #offer(frame: number, picture: () => Photo): void {
    const now = performance.now();
    if (this.#pending || now - this.#lastMs < intervalMs) return;
    this.#lastMs = now;
    const { rgba, width, height } = picture();
    this.#pending = encodePreview(rgba, width, height)
      .then((preview) => this.#show({ ...preview, frame }))
      .catch((error) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#pending = undefined;
      });
  }
}

/** Shrinks a YUV 4:2:0 frame (BT.709, limited range) by a whole factor to at most 320 pixels wide, as RGBA. */
export function shrinkToRgba(yuv: Uint8Array, width: number, height: number): Photo {
  // Even, so that every small pixel covers whole chroma samples.
  const factor = 2 * Math.ceil(width / maxWidthPixels / 2);
  const small = {
    width: Math.max(1, Math.floor(width / factor)),
    height: Math.max(1, Math.floor(height / factor)),
  };
  const chromaBytes = (width * height) / 4;
  const u = yuv.subarray(width * height);
  const luma = shrinkPlane(yuv, width, factor, small);
  const blue = shrinkPlane(u, width / 2, factor / 2, small);
  const red = shrinkPlane(u.subarray(chromaBytes), width / 2, factor / 2, small);
  const rgba = new Uint8ClampedArray(small.width * small.height * 4).fill(255);
  for (let pixel = 0, i = 0; pixel < luma.length; pixel++, i += 4) {
    const y = (luma[pixel] - 16) * (255 / 219);
    const b = (blue[pixel] - 128) * (255 / 224);
    const r = (red[pixel] - 128) * (255 / 224);
    rgba[i] = y + 1.5748 * r;
    rgba[i + 1] = y - 0.1873 * b - 0.4681 * r;
    rgba[i + 2] = y + 1.8556 * b;
  }
  return { ...small, rgba: new Uint8Array(rgba.buffer) };
}

/** Means of squares of `factor` samples a side; of high ones every second row is enough for a picture this small. */
function shrinkPlane(
  plane: Uint8Array,
  stride: number,
  factor: number,
  small: { width: number; height: number },
): Float32Array {
  const step = factor >= 4 ? 2 : 1;
  const count = factor * Math.ceil(factor / step);
  const means = new Float32Array(small.width * small.height);
  for (let y = 0, point = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++, point++) {
      let sum = 0;
      for (let row = 0; row < factor; row += step) {
        const from = (y * factor + row) * stride + x * factor;
        for (let i = 0; i < factor; i++) sum += plane[from + i];
      }
      means[point] = sum / count;
    }
  }
  return means;
}
