import {
  AVCHROMA_LOC_CENTER,
  type AVChromaLocation,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  type AVColorRange,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { check } from './ffmpeg.ts';

/** Size and colours of the frames that come out. */
export interface ScaledFormat {
  width: number;
  height: number;
  pixelFormat: AVPixelFormat;
  colorRange: AVColorRange;
  colorSpace: AVColorSpace;
  chromaLocation: AVChromaLocation;
}

/**
 * Turns frames (YUV 4:2:0, BT.709, limited range) into another size or format with FFmpeg's swscale, on a thread of
 * libuv's. It has one frame, which it fills again and again.
 */
export class ScaledFrame {
  readonly #target = new Frame();
  readonly #context = new SoftwareScaleContext();

  /** @param flags swscale's, such as `bicubic+accurate_rnd` @throws Error if FFmpeg refuses them, or memory is short */
  constructor(format: ScaledFormat, flags: string) {
    const frame = this.#target;
    frame.alloc();
    frame.format = format.pixelFormat;
    frame.width = format.width;
    frame.height = format.height;
    frame.colorRange = format.colorRange;
    frame.colorSpace = format.colorSpace;
    frame.chromaLocation = format.chromaLocation;
    check(frame.getBuffer(), 'allocate a frame');
    this.#context.allocContext();
    check(this.#context.setOption('sws_flags', flags), 'set up the conversion of frames');
  }

  /** Fills the frame from another; one at a time. @returns the frame, valid until the next call */
  async fill(source: Frame): Promise<Frame> {
    const target = this.#target;
    // An encoder may still read the previous one.
    if (!target.isWritable) check(target.makeWritable(), 'reuse a frame');
    source.colorSpace = AVCOL_SPC_BT709;
    source.colorRange = AVCOL_RANGE_MPEG;
    source.chromaLocation = AVCHROMA_LOC_CENTER;
    check(await this.#context.scaleFrame(target, source), 'convert a frame');
    return target;
  }

  free(): void {
    this.#target.free();
    this.#context.freeContext();
  }
}
