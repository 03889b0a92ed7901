import { AV_PIX_FMT_RGB24, FF_ENCODER_PNG } from 'node-av/constants';
import type { EncoderProfile } from './profile.ts';

/** A PNG of each frame. */
export const png: EncoderProfile = {
  ffmpegName: FF_ENCODER_PNG,
  codec: 'PNG',
  runsOn: 'cpu',
  colours: 'picture',
  pixelFormat: () => AV_PIX_FMT_RGB24,
  canMake: () => true,
  options: () => ({ compression_level: '6', pred: 'up' }),
  threads: ({ threads = 0 }) => threads,
  shrinkPerCrf: 0,
};
