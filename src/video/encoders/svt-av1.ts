import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10LE, FF_ENCODER_LIBSVTAV1 } from 'node-av/constants';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

// Errors only: otherwise the library writes progress messages to stderr.
process.env.SVT_LOG ??= '1';

/** AV1 on the CPU. */
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

/** SVT-AV1's presets for those of x264; higher is faster. */
const presets: Record<EncoderPreset, number> = {
  ultrafast: 11,
  superfast: 10,
  veryfast: 9,
  faster: 8,
  fast: 6,
  medium: 5,
  slow: 4,
  slower: 3,
};

function options({ crf, preset, threads }: VideoEncoderSettings): Record<string, string> {
  const parameters = {
    // Degree of parallelism. More than two cores cost memory that a server needs for other work.
    lp: Math.min(threads ?? 2, 6),
    // Groups of 16 frames instead of 32: a third less memory, files 3 % larger.
    'hierarchical-levels': 4,
    // The frames have no noise to filter out over time, and detail would be lost.
    'enable-tf': 0,
    // Tuned for squared error, like the other encoders here.
    tune: 1,
  };
  return {
    preset: String(presets[preset]),
    crf: String(crfOf(crf)),
    'svtav1-params': Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(':'),
  };
}

/** Visually equal value on AV1's scale of 1 … 63, see docs/encoders.md. */
function crfOf(crf: number): number {
  return Math.max(1, Math.round(crf <= 20 ? crf * 1.15 : 23 + (crf - 20) * (40 / 31)));
}
