import type { AVPixelFormat, FFEncoderCodec } from 'node-av/constants';
import type { BitDepth } from '../formats.ts';
import type { VideoEncoderSettings } from '../video.ts';

/** What a profile is asked about before it is opened. */
export type VideoShape = Pick<VideoEncoderSettings, 'width' | 'height' | 'crf' | 'bitDepth'>;

/** One encoder of FFmpeg and how this program drives it: all that is special about a codec. */
export interface EncoderProfile {
  /** What FFmpeg calls it. */
  readonly ffmpegName: FFEncoderCodec;
  /** What people call the codec. */
  readonly codec: string;
  /** A GPU may be missing, busy or lost: what goes wrong on it is no fault of the video's. */
  readonly runsOn: 'cpu' | 'gpu';
  /** `video` is BT.709 in limited range; `picture` has the curve of sRGB, as browsers show pictures. */
  readonly colours: 'video' | 'picture';
  /** How its pixels are laid out. */
  pixelFormat(bitDepth: BitDepth): AVPixelFormat;
  /** Whether this encoder can make such a video, wherever it runs. */
  canMake(shape: VideoShape): boolean;
  /** FFmpeg's options for it. The same `crf` looks alike, whatever the codec. */
  options(settings: VideoEncoderSettings): Record<string, string>;
  /** Threads by FFmpeg's count, 0 for as many as it likes; absent where FFmpeg has no say. */
  threads?(settings: VideoEncoderSettings): number;
  /** How fast files shrink: ln(bytes) falls by this at a step of `crf`, about. 0 where quality is fixed. */
  readonly shrinkPerCrf: number;
}
