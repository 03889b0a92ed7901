import { AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10LE, FF_ENCODER_LIBX265 } from 'node-av/constants';
import { keyFrameBitsFactor } from '../key-frames.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

/** HEVC on the CPU. */
export const x265: EncoderProfile = {
  ffmpegName: FF_ENCODER_LIBX265,
  codec: 'HEVC',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: (bitDepth) => (bitDepth === 10 ? AV_PIX_FMT_YUV420P10LE : AV_PIX_FMT_YUV420P),
  canMake: ({ crf }) => crf > 0,
  options,
  shrinkPerCrf: 0.12,
};

function options({ crf, preset, threads }: VideoEncoderSettings): Record<string, string> {
  const parameters = {
    // By default it logs to stderr.
    'log-level': 'none',
    ipratio: keyFrameBitsFactor / 2,
    // Its psychovisual options, and those that favour static parts, made larger files of equal SSIM.
    'psy-rd': 0,
    'psy-rdoq': 0,
    cutree: 0,
    scenecut: 0,
    'open-gop': 0,
    'rc-lookahead': 20,
    chromaloc: 1,
    ...(threads && { pools: threads, 'frame-threads': Math.min(threads, 2) }),
  };
  return { preset, crf: crfOf(crf).toFixed(2), 'x265-params': joined(parameters) };
}

/** Visually equal value on x265's scale, see docs/encoders.md. */
function crfOf(crf: number): number {
  return Math.min(51, crf + 2);
}

function joined(parameters: Record<string, string | number>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(':');
}
