import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVA420P, FF_ENCODER_LIBVPX_VP9 } from 'node-av/constants';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

/** VP9 on the CPU. */
export const vp9: EncoderProfile = {
  ffmpegName: FF_ENCODER_LIBVPX_VP9,
  codec: 'VP9',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: () => AV_PIX_FMT_YUV420P,
  canMake: ({ crf }) => crf > 0,
  options,
  threads: ({ threads = 4 }) => threads,
  shrinkPerCrf: 0.09,
};

/** VP9 with a second picture for each frame: its alpha channel. */
export const vp9Alpha: EncoderProfile = { ...vp9, pixelFormat: () => AV_PIX_FMT_YUVA420P };

/** Speed for each of x264's presets; 0 is the slowest. */
const speeds: Record<EncoderPreset, number> = {
  ultrafast: 5,
  superfast: 5,
  veryfast: 5,
  faster: 4,
  fast: 3,
  medium: 2,
  slow: 1,
  slower: 1,
};

function options({ crf, preset }: VideoEncoderSettings): Record<string, string> {
  return {
    crf: String(crfOf(crf)),
    // Constant quality: any other rate would be an upper limit.
    b: '0',
    deadline: 'good',
    'cpu-used': String(speeds[preset]),
    'row-mt': '1',
    'tile-columns': '2',
    'lag-in-frames': '16',
    'auto-alt-ref': '1',
  };
}

/** Visually equal value on VP9's scale of 0 … 63, see docs/encoders.md. */
function crfOf(crf: number): number {
  return Math.round(crf <= 20 ? crf : 20 + (crf - 20) * (43 / 31));
}
