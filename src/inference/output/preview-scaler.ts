import {
  AV_PIX_FMT_RGBA,
  AVCHROMA_LOC_CENTER,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Photo } from '../../photo/photo.ts';
import { check } from '../../video/ffmpeg.ts';
import { FilledFrame } from '../../video/filled-frame.ts';
import { cutPlane } from './frame-view.ts';

const maxWidthPixels = 320;

/** Shrinks frames (planar YUV 4:2:0, BT.709, limited range) to small pictures with FFmpeg's swscale, on a thread of libuv's. */
export class PreviewScaler {
  readonly #source: FilledFrame;
  readonly #scaled = new Frame();
  readonly #context = new SoftwareScaleContext();
  readonly #pixels: Uint8Array;
  /** It is reused for all pictures: new ones would accumulate to 60 MB before V8 collects garbage. */
  readonly #small: Photo;

  constructor({ width, height }: { width: number; height: number }) {
    // By a whole even factor, so that every small pixel covers whole chroma samples.
    const factor = 2 * Math.ceil(width / maxWidthPixels / 2);
    const [smallWidth, smallHeight] = [width, height].map((side) => Math.max(1, Math.floor(side / factor)));
    this.#small = {
      width: smallWidth,
      height: smallHeight,
      rgba: new Uint8Array(smallWidth * smallHeight * 4),
    };
    this.#source = new FilledFrame(width, height);
    const frame = this.#scaled;
    frame.alloc();
    frame.format = AV_PIX_FMT_RGBA;
    frame.width = smallWidth;
    frame.height = smallHeight;
    frame.colorSpace = AVCOL_SPC_RGB;
    frame.colorRange = AVCOL_RANGE_JPEG;
    check(frame.getBuffer(), 'allocate a preview');
    this.#pixels = (frame.data ?? [])[0];
    this.#context.allocContext();
    const flags = 'area+accurate_rnd+full_chroma_int';
    check(this.#context.setOption('sws_flags', flags), 'set up previews');
  }

  /**
   * The picture of a frame. `yuv` may be reused when this returns its promise; one is shrunk at a time.
   * @returns valid until the next
   */
  shrink(yuv: Uint8Array): Promise<Photo> {
    const source = this.#source.fill(yuv, 0);
    source.colorSpace = AVCOL_SPC_BT709;
    source.colorRange = AVCOL_RANGE_MPEG;
    source.chromaLocation = AVCHROMA_LOC_CENTER;
    return this.#scale(source);
  }

  async #scale(source: Frame): Promise<Photo> {
    check(await this.#context.scaleFrame(this.#scaled, source), 'shrink a frame');
    const { width, height, rgba } = this.#small;
    const window = { left: 0, top: 0, width: width * 4, height };
    cutPlane(this.#pixels, this.#scaled.linesize[0], window, rgba);
    return this.#small;
  }

  free(): void {
    this.#source.free();
    this.#scaled.free();
    this.#context.freeContext();
  }
}
