import { AV_PIX_FMT_YUV420P, FF_ENCODER_H264_NVENC, FF_ENCODER_HEVC_NVENC } from 'node-av/constants';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile, VideoShape } from './profile.ts';

/** Minimum size of a side of a frame, in pixels: some GPUs reject smaller ones. */
const minSidePixels = 160;

/** H.264 on an NVIDIA GPU. */
export const nvenc: EncoderProfile = {
  ...onGpu(4096),
  ffmpegName: FF_ENCODER_H264_NVENC,
  codec: 'H.264',
  options: (settings) => ({ ...commonOptions(settings), profile: 'high', 'spatial-aq': '1' }),
};

/** HEVC on an NVIDIA GPU. */
export const nvencHevc: EncoderProfile = {
  ...onGpu(8192),
  ffmpegName: FF_ENCODER_HEVC_NVENC,
  codec: 'HEVC',
  options: (settings) => ({ ...commonOptions(settings), profile: 'main', spatial_aq: '1' }),
};

/** @param maxSidePixels largest side of a frame that every GPU with this codec supports */
function onGpu(maxSidePixels: number): Omit<EncoderProfile, 'ffmpegName' | 'codec' | 'options'> {
  return {
    runsOn: 'gpu',
    colours: 'video',
    pixelFormat: () => AV_PIX_FMT_YUV420P,
    canMake: ({ width, height, crf, bitDepth = 8 }: VideoShape) =>
      bitDepth === 8 &&
      crf > 0 &&
      Math.min(width, height) >= minSidePixels &&
      Math.max(width, height) <= maxSidePixels,
    shrinkPerCrf: 0.12,
  };
}

/** NVENC's presets for those of x264; p1 is the fastest. Even its slow ones are fast. */
const presets: Record<EncoderPreset, string> = {
  ultrafast: 'p1',
  superfast: 'p2',
  veryfast: 'p3',
  faster: 'p4',
  fast: 'p5',
  medium: 'p6',
  slow: 'p7',
  slower: 'p7',
};

/**
 * Constant quality on the scale of x264's `crf` (0…51, the same step of quantisation), for which NVENC needs a larger
 * file. Bits are distributed over the picture as in x264. A `cq` of 0 would mean automatic, so lossless videos are not
 * supported.
 */
function commonOptions({ crf, preset }: VideoEncoderSettings): Record<string, string> {
  return {
    preset: presets[preset],
    tune: 'hq',
    rc: 'vbr',
    cq: String(crf),
    // FFmpeg's default of 2 Mbit/s would limit the quality.
    b: '0',
    'rc-lookahead': '20',
    'no-scenecut': '1',
  };
}
