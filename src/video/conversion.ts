import type { AVPixelFormat } from 'node-av/constants';
import type { CodecContext, Frame } from 'node-av/lib';
import { type ScaledFormat, ScaledFrame } from './scaled-frame.ts';

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

/** To more bits, finer chroma or RGB. */
export class PixelConversion implements Conversion {
  readonly #converted: ScaledFrame;

  constructor(format: ScaledFormat) {
    this.#converted = new ScaledFrame(format, 'bicubic+accurate_rnd+full_chroma_int+full_chroma_inp');
  }

  async convert(frame: Frame): Promise<Frame> {
    const converted = await this.#converted.fill(frame);
    converted.pts = frame.pts;
    converted.duration = frame.duration;
    return converted;
  }

  free(): void {
    this.#converted.free();
  }
}
