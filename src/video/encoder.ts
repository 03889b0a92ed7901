import { UserError } from '../errors.ts';
import { SpooledEncoder } from './budget/spooled-encoder.ts';
import { profileOf } from './encoders/registry.ts';
import { type FileEncoderParts, openFileEncoder } from './file-encoder.ts';
import { formats } from './formats.ts';
import { paletteFor } from './gif/palette.ts';
import type { VideoEncoder, VideoEncoderSettings } from './video.ts';

/**
 * Opens an encoder that writes a video to `path`, in the format of the settings. On any failure it removes the partial
 * file.
 * @param parts a replacement for FFmpeg's codec, for videos that are encoded while their frames arrive
 * @throws UserError INVALID_SETTINGS for settings that the format does not support; ENCODER_FAILED if the encoder
 *   rejects the settings, or later if a GPU fails; STORAGE_FULL if the disk is full
 */
export async function openVideoEncoder(
  path: string,
  settings: VideoEncoderSettings,
  parts: Pick<FileEncoderParts, 'openCodec'> = {},
): Promise<VideoEncoder> {
  expectWithinFormat(settings);
  const encoder = await openUnlimited(path, settings, parts);
  const { mostFrames } = formats[settings.format ?? 'mp4-h264'];
  return mostFrames === undefined ? encoder : withMostFrames(encoder, mostFrames, settings);
}

async function openUnlimited(
  path: string,
  settings: VideoEncoderSettings,
  parts: Pick<FileEncoderParts, 'openCodec'>,
): Promise<VideoEncoder> {
  if (settings.format === 'gif') return SpooledEncoder.open(path, settings, paletteFor);
  if (settings.isPostponed) return SpooledEncoder.open(path, settings);
  if (settings.maxBytes === undefined) return openFileEncoder(path, settings, parts);
  if (profileOf(settings).shrinkPerCrf > 0) return SpooledEncoder.open(path, settings);
  return withBudget(await openFileEncoder(path, settings), settings.maxBytes);
}

/** The size of a file with fixed quality cannot be changed. */
function withBudget(encoder: VideoEncoder, maxBytes: number): VideoEncoder {
  return {
    addFrame: (yuv, alpha) => encoder.addFrame(yuv, alpha),
    async finish() {
      const finished = await encoder.finish();
      const missed = finished.bytes - maxBytes;
      return missed > 0 ? { ...finished, missedBudgetBytes: missed } : finished;
    },
    abort: () => encoder.abort(),
  };
}

function withMostFrames(
  encoder: VideoEncoder,
  mostFrames: number,
  settings: VideoEncoderSettings,
): VideoEncoder {
  let frames = 0;
  return {
    async addFrame(yuv, alpha) {
      if (++frames <= mostFrames) return encoder.addFrame(yuv, alpha);
      await encoder.abort();
      throw refusal(
        settings,
        `at most ${mostFrames} frames`,
        'ask for a shorter video or fewer frames per second',
      );
    },
    finish: (onFrame) => encoder.finish(onFrame),
    abort: () => encoder.abort(),
  };
}

/** @throws UserError INVALID_SETTINGS if the format does not support such a video */
function expectWithinFormat(settings: VideoEncoderSettings): void {
  const { format = 'mp4-h264', width, height, fps, crf, bitDepth } = settings;
  const { bitDepths, hasLossless, leastSidePixels = 0, mostPixels, mostFps } = formats[format];
  if (bitDepth && !bitDepths.includes(bitDepth)) {
    throw refusal(settings, `${bitDepths.join(' or ')} bits per sample`, 'leave the bit depth out');
  }
  if (crf === 0 && !hasLossless && profileOf(settings).shrinkPerCrf > 0) {
    throw refusal(settings, 'a crf of 1 … 51', 'choose mp4-h264 or png-frames for a video without loss');
  }
  if (mostPixels && width * height > mostPixels) {
    const asked = `at most ${mostPixels} pixels a frame`;
    throw refusal(settings, asked, `ask for a smaller one than ${width} × ${height}`);
  }
  if (Math.min(width, height) < leastSidePixels) {
    const asked = `at least ${leastSidePixels} pixels a side`;
    throw refusal(settings, asked, `ask for a larger one than ${width} × ${height}`);
  }
  if (mostFps && fps > mostFps)
    throw refusal(settings, `at most ${mostFps} frames per second`, 'ask for fewer');
}

function refusal({ format = 'mp4-h264' }: VideoEncoderSettings, what: string, advice: string): UserError {
  return new UserError('INVALID_SETTINGS', `Expected ${what} for ${formats[format].title}; ${advice}`);
}
