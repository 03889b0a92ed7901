import {
  AV_PIX_FMT_RGBA,
  AVCHROMA_LOC_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_RGB,
} from 'node-av/constants';
import type { Photo } from '../../photo/photo.ts';
import { FilledFrame } from '../../video/filled-frame.ts';
import { ScaledFrame } from '../../video/scaled-frame.ts';
import { cutPlane } from './frame-view.ts';

const maxWidthPixels = 320;

/** Shrinks frames (planar YUV 4:2:0, BT.709, limited range) to small pictures. */
export class PreviewScaler {
  readonly #source: FilledFrame;
  readonly #scaled: ScaledFrame;
  /** Cached, because every access of `Frame.data` creates buffers that count as garbage of the frame's size. */
  #pixels: Uint8Array | undefined;
  /** Reused for all pictures: new ones would accumulate to 60 MB before V8 collects garbage. */
  readonly #small: Photo;

  constructor({ width, height }: { width: number; height: number }) {
    // An even integer factor, so that every small pixel covers whole chroma samples.
    const factor = 2 * Math.ceil(width / maxWidthPixels / 2);
    const [smallWidth, smallHeight] = [width, height].map((side) => Math.max(1, Math.floor(side / factor)));
    this.#small = {
      width: smallWidth,
      height: smallHeight,
      rgba: new Uint8Array(smallWidth * smallHeight * 4),
    };
    this.#source = new FilledFrame(width, height);
    const format = {
      width: smallWidth,
      height: smallHeight,
      pixelFormat: AV_PIX_FMT_RGBA,
      colorRange: AVCOL_RANGE_JPEG,
      colorSpace: AVCOL_SPC_RGB,
      chromaLocation: AVCHROMA_LOC_UNSPECIFIED,
    };
    this.#scaled = new ScaledFrame(format, 'area+accurate_rnd+full_chroma_int');
  }

  /**
   * Shrinks a frame. `yuv` may be reused when this returns its promise; only one call may be active.
   * @returns a picture that is valid until the next call
   */
  async shrink(yuv: Uint8Array): Promise<Photo> {
    const scaled = await this.#scaled.fill(this.#source.fill(yuv, 0));
    this.#pixels ??= (scaled.data ?? [])[0];
    const { width, height, rgba } = this.#small;
    const window = { left: 0, top: 0, width: width * 4, height };
    cutPlane(this.#pixels, scaled.linesize[0], window, rgba);
    return this.#small;
  }

  free(): void {
    this.#source.free();
    this.#scaled.free();
  }
}
