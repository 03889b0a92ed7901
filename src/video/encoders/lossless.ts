import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUVA420P,
  FF_ENCODER_FFV1,
  FF_ENCODER_RAWVIDEO,
} from 'node-av/constants';
import type { EncoderProfile } from './profile.ts';
import { x264 } from './x264.ts';

/** Uncompressed frames: a quarter of the CPU time of {@link losslessOpaque}, and six times its size or more. */
export const uncompressed: EncoderProfile = {
  ffmpegName: FF_ENCODER_RAWVIDEO,
  codec: 'raw video',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: () => AV_PIX_FMT_YUV420P,
  canMake: () => true,
  options: () => ({}),
  shrinkPerCrf: 0,
};

/** Fast lossless encoding, for frames that are read again. */
export const losslessOpaque: EncoderProfile = {
  ...x264,
  options: () => ({ preset: 'ultrafast', crf: '0' }),
};

/** The same for frames with alpha, which H.264 does not support. */
export const losslessAlpha: EncoderProfile = {
  ffmpegName: FF_ENCODER_FFV1,
  codec: 'FFV1',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: () => AV_PIX_FMT_YUVA420P,
  canMake: () => true,
  options: () => ({ level: '3', slices: '4' }),
  threads: ({ threads = 0 }) => threads,
  shrinkPerCrf: 0,
};
