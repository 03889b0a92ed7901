import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVCHROMA_LOC_CENTER,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_TRC_BT709,
  AVCOL_TRC_IEC61966_2_1,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Rational } from 'node-av/lib';
import { UserError } from '../errors.ts';
import type { EncoderProfile } from './encoders/profile.ts';
import { profileOf } from './encoders/registry.ts';
import { gpuEncoderFailed } from './ffmpeg.ts';
import { formats } from './formats.ts';
import { fpsOf, frameRateOf } from './frame-rate.ts';
import { keyFrameSeconds } from './key-frames.ts';
import { isRgb } from './pixels.ts';
import type { VideoEncoderSettings } from './video.ts';

export type OpenCodec = typeof openCodec;

/**
 * Opens FFmpeg's encoder for these settings, with colour tags.
 * @throws UserError ENCODER_FAILED if it rejects them; for NVENC, which also fails if its GPU is missing or busy, as a
 *   transient error
 */
export async function openCodec(
  settings: VideoEncoderSettings,
  profile: EncoderProfile = profileOf(settings),
): Promise<CodecContext> {
  const { width, height, fps, encoder } = settings;
  const codec = Codec.findEncoderByName(profile.ffmpegName);
  if (codec === null) throw new Error(`Expected FFmpeg with ${profile.ffmpegName}, but this build has none`);
  const rate = frameRateOf(fps);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = profile.pixelFormat(bitDepthOf(settings));
  context.sampleAspectRatio = new Rational(1, 1);
  context.timeBase = new Rational(rate.denominator, rate.numerator);
  context.framerate = new Rational(rate.numerator, rate.denominator);
  tagColours(context, profile);
  context.gopSize = Math.max(1, Math.round(fpsOf(rate) * keyFrameSeconds));
  // Containers store the stream's parameter sets in their header, not before every key frame.
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (profile.threads) context.threadCount = profile.threads(settings);
  using options = Dictionary.fromObject(profile.options(settings));
  const code = await context.open2(codec, options);
  if (code >= 0) return context;
  context.freeContext();
  const asked = `${width} × ${height} at ${fps} fps`;
  if (profile.runsOn === 'cpu') {
    const message = `Expected a video that ${profile.codec} can hold, but ${asked} was refused; ask for a smaller one`;
    throw new UserError('ENCODER_FAILED', message);
  }
  throw gpuEncoderFailed(code, `${encoder} refused ${asked}, as it does without an NVIDIA driver`);
}

export function bitDepthOf({ bitDepth, format = 'mp4-h264' }: VideoEncoderSettings) {
  return bitDepth ?? formats[format].bitDepths[0];
}

function tagColours(context: CodecContext, { colours }: EncoderProfile): void {
  const isPicture = isRgb(context.pixelFormat);
  context.colorPrimaries = AVCOL_PRI_BT709;
  context.colorTrc = colours === 'picture' ? AVCOL_TRC_IEC61966_2_1 : AVCOL_TRC_BT709;
  context.colorSpace = isPicture ? AVCOL_SPC_RGB : AVCOL_SPC_BT709;
  context.colorRange = isPicture ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  if (!isPicture) context.chromaLocation = AVCHROMA_LOC_CENTER;
}
