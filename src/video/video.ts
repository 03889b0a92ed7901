import type { EncoderName } from './encoders.ts';
import type { BitDepth, VideoFormatName } from './formats.ts';
import type { EncoderPreset } from './presets.ts';

export interface VideoEncoderSettings {
  /** Default `mp4-h264`. */
  format?: VideoFormatName;
  /** What makes H.264 and HEVC; default `x264`, which stands for the processor. Other formats have one encoder each. */
  encoder?: EncoderName;
  /** Pixels, even. */
  width: number;
  height: number;
  fps: number;
  /** How many frames will come, where that is known. */
  frames?: number;
  /** Quality, 1 best … 51 worst, on x264's scale: other codecs map it to a number of equal look. 0 keeps every bit (H.264 alone). */
  crf: number;
  preset: EncoderPreset;
  /** Default: the format's first. */
  bitDepth?: BitDepth;
  /** Most bytes of the file: quality falls below `crf` until it fits. Default: no limit. */
  maxBytes?: number;
  /** What the file says of itself, as its comment. Default: nothing. */
  comment?: string;
  /** Whether colours change over all of the picture, as they do where light does: x264 then keeps what is finer than a level. */
  changesColours?: boolean;
  /** Threads of the encoder; default: what its codec does best with. */
  threads?: number;
  /** Encodes when the last frame is there: until then frames wait in a file beside the video, which takes far less memory. */
  isPostponed?: boolean;
  /** Whether an animated picture starts again at its end; default true. Players are asked for that where they play videos. */
  isLoop?: boolean;
}

export interface FinishedVideo {
  /** Size of the file. */
  bytes: number;
  /** For the `codecs` of a media type (RFC 6381), such as `avc1.640028`; empty for pictures. */
  codecs: string;
  /** How many bytes more than `maxBytes` it had to be; absent where it fits. */
  missedBudgetBytes?: number;
}

/**
 * A video being written. Frames go in one by one; `addFrame` resolves when the encoder can take another (back-pressure). Nothing stands
 * under its path until `finish` resolves.
 */
export interface VideoEncoder {
  /**
   * @param yuv planar YUV 4:2:0, BT.709 limited range, chroma in the centre, `width * height * 3 / 2` bytes
   * @param alpha how opaque each pixel is, 0 … 255, `width * height` bytes: for formats that hold it, and those need it. Colours
   * are as they are without it (straight, not premultiplied). Both may be reused after the promise resolves.
   */
  addFrame(yuv: Uint8Array, alpha?: Uint8Array): Promise<void>;
  /** Completes the file. @param onFrame hears of every frame that is encoded meanwhile, where that is left until the end */
  finish(onFrame?: () => void): Promise<FinishedVideo>;
  /** Gives up and removes what was written. Safe to call at any time, more than once. */
  abort(): Promise<void>;
}
