import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10LE, FF_ENCODER_LIBSVTAV1 } from 'node-av/constants';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

// Errors alone: its library prints what it is about to do to stderr by itself.
process.env.SVT_LOG ??= '1';

/** AV1 on the processor. */
export const svtAv1: EncoderProfile = {
  ffmpegName: FF_ENCODER_LIBSVTAV1,
  codec: 'AV1',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: (bitDepth) => (bitDepth === 10 ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P),
  canMake: ({ crf }) => crf > 0,
  options,
  shrinkPerCrf: 0.09,
};

/** The same for animated AVIF, which browsers show as a picture. */
export const svtAvif: EncoderProfile = { ...svtAv1, colours: 'picture' };

/** SVT-AV1's presets for those of x264: it counts from slow to fast. */
const presets: Record<EncoderPreset, number> = {
  ultrafast: 12,
  superfast: 11,
  veryfast: 10,
  faster: 9,
  fast: 8,
  medium: 7,
  slow: 6,
  slower: 4,
};

function options({ crf, preset, threads }: VideoEncoderSettings): Record<string, string> {
  const parameters = { lp: threads ?? 2, tune: 1 };
  return {
    preset: String(presets[preset]),
    crf: String(crfOf(crf)),
    'svtav1-params': Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(':'),
  };
}

/** Of equal look on AV1's scale of 1 … 63. */
export function crfOf(h264Crf: number): number {
  return Math.min(63, Math.max(1, Math.round(h264Crf * 1.5)));
}
