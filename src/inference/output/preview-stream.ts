import { type EncodedPicture, encodePreview } from '../../photo/encode.ts';
import type { Photo } from '../../photo/photo.ts';
import { PreviewScaler } from './preview-scaler.ts';

/** At most four previews per second. */
const intervalMs = 250;

export interface FramePreview extends EncodedPicture {
  /** Counts from 1. */
  frame: number;
}

/** Thumbnails of a video during rendering, made from the frames for the encoder; rendering does not wait for them. */
export class PreviewStream {
  readonly #size: { width: number; height: number };
  readonly #show: (preview: FramePreview) => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #scaler: PreviewScaler | undefined;
  #pending: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor({ width, height }: { width: number; height: number }, show: (preview: FramePreview) => void) {
    this.#size = { width, height };
    this.#show = show;
  }

  /** Shows a photo as frame 1. */
  offerPhoto(photo: Photo): void {
    this.#offer(1, async () => photo);
  }

  /** Shows a frame unless the last preview was a moment ago. `yuv` may be reused when this returns. */
  offerFrame(frame: number, yuv: Uint8Array): void {
    this.#offer(frame, () => {
      this.#scaler ??= new PreviewScaler(this.#size);
      return this.#scaler.shrink(yuv);
    });
  }

  /** Waits for the last preview. @throws the error of encoding or showing one */
  async finish(): Promise<void> {
    await this.close();
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for the last preview and frees its resources. */
  async close(): Promise<void> {
    await this.#pending;
    this.#scaler?.free();
    this.#scaler = undefined;
  }

  #offer(frame: number, picture: () => Promise<Photo>): void {
    const now = performance.now();
    if (this.#pending || now - this.#lastMs < intervalMs) return;
    this.#lastMs = now;
    this.#pending = picture()
      .then(({ rgba, width, height }) => encodePreview(rgba, width, height))
      .then((preview) => this.#show({ ...preview, frame }))
      .catch((error) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#pending = undefined;
      });
  }
}
