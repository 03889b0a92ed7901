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
  const smallWidth = Math.max(1, Math.floor(width / factor));
  const smallHeight = Math.max(1, Math.floor(height / factor));
  const rgba = new Uint8Array(smallWidth * smallHeight * 4);
  const u = yuv.subarray(width * height);
  const v = u.subarray((width * height) / 4);
  for (let y = 0, i = 0; y < smallHeight; y++) {
    for (let x = 0; x < smallWidth; x++, i += 4) {
      const luma = (boxMean(yuv, width, x * factor, y * factor, factor) - 16) * (255 / 219);
      const half = factor / 2;
      const blue = (boxMean(u, width / 2, x * half, y * half, half) - 128) * (255 / 224);
      const red = (boxMean(v, width / 2, x * half, y * half, half) - 128) * (255 / 224);
      rgba[i] = toByte(luma + 1.5748 * red);
      rgba[i + 1] = toByte(luma - 0.1873 * blue - 0.4681 * red);
      rgba[i + 2] = toByte(luma + 1.8556 * blue);
      rgba[i + 3] = 255;
    }
  }
  return { width: smallWidth, height: smallHeight, rgba };
}

function boxMean(plane: Uint8Array, stride: number, left: number, top: number, size: number): number {
  let sum = 0;
  for (let y = top; y < top + size; y++) {
    for (let i = y * stride + left; i < y * stride + left + size; i++) sum += plane[i];
  }
  return sum / (size * size);
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
