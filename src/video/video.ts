import type { EncoderName } from './encoders.ts';
import type { EncoderPreset } from './presets.ts';

export interface VideoEncoderSettings {
  /** Default `x264`. */
  encoder?: EncoderName;
  width: number;
  height: number;
  fps: number;
  crf: number;
  preset: EncoderPreset;
  /** What the file says of itself, as its comment. Default: nothing. */
  comment?: string;
  /** Whether colours change over all of the picture, as they do where light does: x264 then keeps what is finer than a level. */
  changesColours?: boolean;
  /** Threads of x264; default: one and a half per core. */
  threads?: number;
}

/**
 * An MP4 being written, H.264 unless HEVC is asked for: yuv420p, BT.709 limited range tagged, faststart. Frames go in one by one; `addFrame`
 * resolves when the encoder can take another (back-pressure). Nothing stands under `path` until `finish` resolves.
 */
export interface VideoEncoder {
  /** `yuv` is planar YUV 4:2:0, BT.709 limited range, `width * height * 3 / 2` bytes; it may be reused after the promise resolves. */
  addFrame(yuv: Uint8Array): Promise<void>;
  /** Completes the file and resolves to its size in bytes. */
  finish(): Promise<number>;
  /** Gives up and removes what was written. Safe to call at any time, more than once. */
  abort(): Promise<void>;
}
