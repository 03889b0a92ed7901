import { AV_PIX_FMT_PAL8, FF_ENCODER_GIF } from 'node-av/constants';
import type { EncoderProfile } from './profile.ts';

/** GIF: one palette for all frames, see `palette.ts`. */
export const gif: EncoderProfile = {
  ffmpegName: FF_ENCODER_GIF,
  codec: 'GIF',
  runsOn: 'cpu',
  colours: 'picture',
  pixelFormat: () => AV_PIX_FMT_PAL8,
  canMake: ({ crf }) => crf > 0,
  options: () => ({}),
  shrinkPerCrf: 0.05,
};
