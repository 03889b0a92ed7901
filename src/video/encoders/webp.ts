import { AV_PIX_FMT_BGRA, FF_ENCODER_LIBWEBP_ANIM } from 'node-av/constants';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

/** Animated WebP: each frame holds what changed since the one before. */
export const webp: EncoderProfile = {
  ffmpegName: FF_ENCODER_LIBWEBP_ANIM,
  codec: 'WebP',
  runsOn: 'cpu',
  colours: 'picture',
  // Its own YUV is that of BT.601, so it is given RGB.
  pixelFormat: () => AV_PIX_FMT_BGRA,
  canMake: ({ crf }) => crf > 0,
  options,
  shrinkPerCrf: 0.06,
};

/** Effort 0 … 6 for x264's presets. */
const efforts: Record<EncoderPreset, number> = {
  ultrafast: 0,
  superfast: 1,
  veryfast: 2,
  faster: 2,
  fast: 3,
  medium: 4,
  slow: 5,
  slower: 6,
};

function options({ crf, preset }: VideoEncoderSettings): Record<string, string> {
  return { quality: qualityOf(crf).toFixed(2), compression_level: String(efforts[preset]) };
}

/** On WebP's scale of 0 … 100. Equal look would take files many times as large as a video's, see docs/encoders.md. */
function qualityOf(crf: number): number {
  return Math.min(100, Math.max(0, 120 - 1.75 * crf));
}
