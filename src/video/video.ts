import type { EncoderName } from './encoders.ts';
import type { BitDepth, VideoFormatName } from './formats.ts';
import type { EncoderPreset } from './presets.ts';

export interface VideoEncoderSettings {
  /** Default `mp4-h264`. */
  format?: VideoFormatName;
  /** Encoder for H.264 and HEVC; default `x264`, the CPU. Other formats have one encoder each. */
  encoder?: EncoderName;
  /** In pixels, even. */
  width: number;
  height: number;
  fps: number;
  /** Number of frames, if known. */
  frames?: number;
  /**
   * Quality, 1 best … 51 worst, on x264's scale; other codecs map it to a value of similar look. 0 is lossless (H.264
   * only).
   */
  crf: number;
  preset: EncoderPreset;
  /** Default: the format's first. */
  bitDepth?: BitDepth;
  /** Most bytes of the file: quality is reduced until it fits. Default: no limit. */
  maxBytes?: number;
  /** Comment in the file's metadata. Default: none. */
  comment?: string;
  /**
   * Whether colours change over the whole picture, as with changing light: x264 then keeps differences finer than a
   * level.
   */
  changesColours?: boolean;
  /** Threads of the encoder; default: the best number for its codec. */
  threads?: number;
  /**
   * Encode after the last frame: until then frames are stored in a file next to the video, which takes far less memory.
   */
  isPostponed?: boolean;
  /** Whether an animated picture repeats; default true. For videos, the player decides. */
  isLoop?: boolean;
}

export interface FinishedVideo {
  /** Size of the file. */
  bytes: number;
  /** The `codecs` parameter of the media type (RFC 6381), such as `avc1.640028`; empty for pictures. */
  codecs: string;
  /** How many bytes it exceeds `maxBytes` by at the lowest quality; absent if it fits. */
  missedBudgetBytes?: number;
}

/**
 * A video being written. Frames are added one by one; `addFrame` resolves when the encoder can take another
 * (back-pressure). There is no file at its path until `finish` resolves.
 */
export interface VideoEncoder {
  /**
   * @param yuv planar YUV 4:2:0, BT.709 limited range, chroma in the centre, `width * height * 3 / 2` bytes
   * @param alpha opacity of each pixel, 0 … 255, `width * height` bytes: required by formats with alpha. Colours are
   *   straight, not premultiplied. Both buffers may be reused after the promise resolves.
   */
  addFrame(yuv: Uint8Array, alpha?: Uint8Array): Promise<void>;
  /** Completes the file. @param onFrame called for every frame that is encoded here, if encoding was postponed */
  finish(onFrame?: () => void): Promise<FinishedVideo>;
  /** Stops and removes the partial file. Safe to call at any time, repeatedly. */
  abort(): Promise<void>;
}
