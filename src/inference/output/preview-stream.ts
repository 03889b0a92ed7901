import { type EncodedPicture, encodePreview } from '../../photo/encode.ts';
import type { Photo } from '../../photo/photo.ts';

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
  /** One after the other is shrunk into it: new ones would pile up to 60 MB until V8 looks for garbage. */
  #small: Photo | undefined;
  #pending: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor({ width, height }: { width: number; height: number }, show: (preview: FramePreview) => void) {
    this.#size = { width, height };
    this.#show = show;
  }

  /** Shows a photo as frame 1. */
  offerPhoto(photo: Photo): void {
    this.#offer(1, () => photo);
  }

  /** Shows a frame unless the last preview was a moment ago. `yuv` may be reused when this returns. */
  offerFrame(frame: number, yuv: Uint8Array): void {
    const { width, height } = this.#size;
    this.#offer(frame, () => {
      this.#small = shrinkToRgba(yuv, width, height, this.#small);
      return this.#small;
    });
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

/**
 * Shrinks a YUV 4:2:0 frame (BT.709, limited range) by a whole factor to at most 320 pixels wide, as RGBA. `target` is
 * made where none is given and filled again where its size fits.
 */
export function shrinkToRgba(yuv: Uint8Array, width: number, height: number, target?: Photo): Photo {
  // Even, so that every small pixel covers whole chroma samples.
  const factor = 2 * Math.ceil(width / maxWidthPixels / 2);
  const small = target ?? emptyPhoto(width, height, factor);
  const rgba = new Uint8ClampedArray(small.rgba.buffer);
  const u = yuv.subarray(width * height);
  const v = u.subarray((width * height) / 4);
  const half = factor / 2;
  for (let y = 0, i = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++, i += 4) {
      const luma = (boxMean(yuv, width, x * factor, y * factor, factor) - 16) * (255 / 219);
      const blue = (boxMean(u, width / 2, x * half, y * half, half) - 128) * (255 / 224);
      const red = (boxMean(v, width / 2, x * half, y * half, half) - 128) * (255 / 224);
      rgba[i] = luma + 1.5748 * red;
      rgba[i + 1] = luma - 0.1873 * blue - 0.4681 * red;
      rgba[i + 2] = luma + 1.8556 * blue;
    }
  }
  return small;
}

function emptyPhoto(width: number, height: number, factor: number): Photo {
  const [smallWidth, smallHeight] = [width, height].map((side) => Math.max(1, Math.floor(side / factor)));
  return {
    width: smallWidth,
    height: smallHeight,
    rgba: new Uint8Array(smallWidth * smallHeight * 4).fill(255),
  };
}

/** Mean of a square; of a high one every second row is enough for a picture this small. */
function boxMean(plane: Uint8Array, stride: number, left: number, top: number, size: number): number {
  const step = size >= 4 ? 2 : 1;
  let sum = 0;
  for (let y = top; y < top + size; y += step) {
    for (let i = y * stride + left, end = i + size; i < end; i++) sum += plane[i];
  }
  return sum / (size * Math.ceil(size / step));
}
