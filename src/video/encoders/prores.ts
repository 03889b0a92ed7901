import { AV_PIX_FMT_YUV422P10LE, AV_PIX_FMT_YUVA444P10LE, FF_ENCODER_PRORES_KS } from 'node-av/constants';
import type { EncoderProfile } from './profile.ts';

/** ProRes 422 HQ, for video editors, at its nominal quality. */
export const prores: EncoderProfile = {
  ffmpegName: FF_ENCODER_PRORES_KS,
  codec: 'ProRes 422 HQ',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: () => AV_PIX_FMT_YUV422P10LE,
  canMake: () => true,
  // Apple's programs expect Apple's vendor id.
  options: () => ({ profile: 'hq', vendor: 'apl0' }),
  threads: ({ threads = 0 }) => threads,
  shrinkPerCrf: 0,
};

/** ProRes 4444: with alpha, in 16 bits. */
export const prores4444: EncoderProfile = {
  ...prores,
  codec: 'ProRes 4444',
  pixelFormat: () => AV_PIX_FMT_YUVA444P10LE,
  options: () => ({ profile: '4444', vendor: 'apl0', alpha_bits: '16' }),
};
