import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_CENTER,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  FF_ENCODER_H264_NVENC,
  FF_ENCODER_HEVC_NVENC,
  FF_ENCODER_LIBX264,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Rational } from 'node-av/lib';
import { UserError } from '../errors.ts';
import type { EncoderName } from './encoders.ts';
import { gpuEncoderFailed } from './ffmpeg.ts';
import { fpsOf, frameRateOf } from './frame-rate.ts';
import { keyFrameSeconds } from './key-frames.ts';
import { nvencOptions } from './nvenc-options.ts';
import type { VideoEncoderSettings } from './video.ts';
import { x264Options } from './x264-options.ts';

/** What FFmpeg calls them. */
export const codecNames: Record<EncoderName, FFEncoderCodec> = {
  x264: FF_ENCODER_LIBX264,
  nvenc: FF_ENCODER_H264_NVENC,
  'nvenc-hevc': FF_ENCODER_HEVC_NVENC,
};

/**
 * Opens FFmpeg's encoder for these settings: yuv420p, BT.709 limited range.
 * @throws UserError ENCODER_FAILED when it refuses them; for NVENC, which also fails where its GPU is missing or busy,
 *   as one that may pass
 */
export async function openCodec(settings: VideoEncoderSettings): Promise<CodecContext> {
  const { width, height, fps, encoder = 'x264' } = settings;
  const codec = Codec.findEncoderByName(codecNames[encoder]);
  if (codec === null) throw new Error(`Expected FFmpeg with ${codecNames[encoder]}, but this build has none`);
  const rate = frameRateOf(fps);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.sampleAspectRatio = new Rational(1, 1);
  context.timeBase = new Rational(rate.denominator, rate.numerator);
  context.framerate = new Rational(rate.numerator, rate.denominator);
  context.colorPrimaries = AVCOL_PRI_BT709;
  context.colorTrc = AVCOL_TRC_BT709;
  context.colorSpace = AVCOL_SPC_BT709;
  context.colorRange = AVCOL_RANGE_MPEG;
  context.chromaLocation = AVCHROMA_LOC_CENTER;
  context.gopSize = Math.max(1, Math.round(fpsOf(rate) * keyFrameSeconds));
  // The MP4 keeps the stream's parameter sets in its header, not in front of every key frame.
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  if (encoder === 'x264') context.threadCount = settings.threads ?? 0;
  using options = Dictionary.fromObject(
    encoder === 'x264' ? x264Options(settings) : nvencOptions(settings, encoder),
  );
  const code = await context.open2(codec, options);
  if (code >= 0) return context;
  context.freeContext();
  const asked = `${width} × ${height} at ${fps} fps`;
  if (encoder === 'x264') {
    const message = `Expected a video that H.264 can hold, but ${asked} was refused; ask for a smaller one`;
    throw new UserError('ENCODER_FAILED', message);
  }
  throw gpuEncoderFailed(code, `${encoder} refused ${asked}, as it does without an NVIDIA driver`);
}
