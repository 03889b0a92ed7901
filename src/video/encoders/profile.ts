import type { AVPixelFormat, FFEncoderCodec } from 'node-av/constants';
import type { BitDepth } from '../formats.ts';
import type { VideoEncoderSettings } from '../video.ts';

/** The properties of a video that decide whether a profile supports it. */
export type VideoShape = Pick<VideoEncoderSettings, 'width' | 'height' | 'crf' | 'bitDepth'>;

/** One FFmpeg encoder and how this program uses it: everything specific to a codec. */
export interface EncoderProfile {
  /** FFmpeg's name for it. */
  readonly ffmpegName: FFEncoderCodec;
  /** Display name of the codec. */
  readonly codec: string;
  /** A GPU may be missing, busy or lost, so its failures are not caused by the video. */
  readonly runsOn: 'cpu' | 'gpu';
  /** `video` is BT.709 in limited range; `picture` uses the sRGB curve, as browsers do for pictures. */
  readonly colours: 'video' | 'picture';
  /** Its pixel format. */
  pixelFormat(bitDepth: BitDepth): AVPixelFormat;
  /** Whether this encoder supports such a video, on any machine. */
  canMake(shape: VideoShape): boolean;
  /** FFmpeg's options for it. The same `crf` looks alike, whatever the codec. */
  options(settings: VideoEncoderSettings): Record<string, string>;
  /** FFmpeg's thread count, 0 for automatic; absent if FFmpeg does not control threads. */
  threads?(settings: VideoEncoderSettings): number;
  /** How fast files shrink: approximate decrease of ln(bytes) per step of `crf`. 0 if quality is fixed. */
  readonly shrinkPerCrf: number;
}
