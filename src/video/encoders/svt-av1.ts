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
    // How much work goes on at once. More than two cores' worth costs memory that a server has other uses for.
    lp: Math.min(threads ?? 2, 6),
    // Groups of 16 frames in place of 32: a third less memory, and files 3 % larger.
    'hierarchical-levels': 4,
    // Frames are clean, so that there is no noise to filter out over time, and much to lose.
    'enable-tf': 0,
    // Measured by squared differences, as all here is.
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

/** Of equal look on AV1's scale of 1 … 63, see docs/encoders.md. */
function crfOf(crf: number): number {
  return Math.max(1, Math.round(crf <= 20 ? crf * 1.15 : 23 + (crf - 20) * (40 / 31)));
}
