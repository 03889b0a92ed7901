import {
  AVCHROMA_LOC_CENTER,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  type AVPixelFormat,
} from 'node-av/constants';
import { type CodecContext, Frame, SoftwareScaleContext } from 'node-av/lib';
import { check } from './ffmpeg.ts';

/** Converts YUV 4:2:0 frames to the input format of an encoder. */
export interface Conversion {
  /** @returns a frame with the same timestamp, valid until the next call */
  convert(frame: Frame): Promise<Frame>;
  free(): void;
}

/** For encoders that accept the frames unchanged. */
export const noConversion: Conversion = { convert: async (frame) => frame, free: () => {} };

/** The conversion to the pixel format of an open encoder; none if it is the same. */
export function conversionTo(context: CodecContext, from: AVPixelFormat): Conversion {
  return context.pixelFormat === from ? noConversion : new PixelConversion(context);
}

type Pixels = Pick<
  CodecContext,
  'width' | 'height' | 'pixelFormat' | 'colorRange' | 'colorSpace' | 'chromaLocation'
>;

/** To more bits, finer chroma or RGB. */
export class PixelConversion implements Conversion {
  readonly #scaler = new SoftwareScaleContext();
  readonly #converted = new Frame();

  constructor({ width, height, pixelFormat, colorRange, colorSpace, chromaLocation }: Pixels) {
    const frame = this.#converted;
    frame.alloc();
    frame.format = pixelFormat;
    frame.width = width;
    frame.height = height;
    frame.colorRange = colorRange;
    frame.colorSpace = colorSpace;
    frame.chromaLocation = chromaLocation;
    check(frame.getBuffer(), 'allocate a frame');
    this.#scaler.allocContext();
    const flags = 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp';
    check(this.#scaler.setOption('sws_flags', flags), 'set up the conversion of frames');
  }

  async convert(frame: Frame): Promise<Frame> {
    const target = this.#converted;
    // An encoder may still read the previous one.
    if (!target.isWritable) check(target.makeWritable(), 'reuse a frame');
    frame.colorSpace = AVCOL_SPC_BT709;
    frame.colorRange = AVCOL_RANGE_MPEG;
    frame.chromaLocation = AVCHROMA_LOC_CENTER;
    check(await this.#scaler.scaleFrame(target, frame), 'convert a frame');
    target.pts = frame.pts;
    target.duration = frame.duration;
    return target;
  }

  free(): void {
    this.#converted.free();
    this.#scaler.freeContext();
  }
}
