import { AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { blocksOf, limits } from '../../limits.ts';
import { keyFrameBitsFactor } from '../key-frames.ts';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

/** H.264 on the CPU: supports every video, and is lossless at `crf` 0. */
export const x264: EncoderProfile = {
  ffmpegName: FF_ENCODER_LIBX264,
  codec: 'H.264',
  runsOn: 'cpu',
  colours: 'video',
  pixelFormat: () => AV_PIX_FMT_YUV420P,
  canMake: () => true,
  options: x264Options,
  threads: ({ threads = 0 }) => threads,
  shrinkPerCrf: 0.12,
};

/**
 * Upper limit for x264's lookahead in frames. A fixed camera has no scene cuts: at 1080p, 40 frames take 135 MB more
 * than 20 and give no smaller file.
 */
const lookaheadFrames = 20;
/** The limit for frames with more pixels than this, which take more memory. */
const largeFrame = { pixels: 4_000_000, lookaheadFrames: 10 };
/** The finest quantizer used. Finer steps than one level make key frames grow fast without a visible difference. */
const leastQuantizer = 3;
/**
 * Where the light changes, skies are dithered, and x264 takes that for noise. It spends few bits on what no later frame
 * refers to, which is all of a changing picture (its macroblock tree), and rounds small differences to nothing
 * (trellis, dead zones). Keeping them is paid for by coarser quantisation, and for speed by a single reference frame and
 * a fixed pattern of B-frames: light changes slowly, and searching for better places finds none.
 */
const gradation = 'no-mbtree=1:trellis=0:deadzone-inter=6:deadzone-intra=6:ref=1:b-adapt=0';
const gradationCrf = 3;
/** Reference frames of x264's presets that may have too many for level 4.2. */
const references: Partial<Record<EncoderPreset, number>> = { slow: 5, slower: 8 };
const presetsThatLookFarther: readonly EncoderPreset[] = ['fast', 'medium', 'slow', 'slower'];

function x264Options(settings: VideoEncoderSettings): Record<string, string> {
  const keepsGradation = settings.changesColours && settings.crf > 0;
  const crf = Math.min(settings.crf + (keepsGradation ? gradationCrf : 0), limits.crf.max);
  return {
    preset: settings.preset,
    crf: String(crf),
    ...referencesOf(settings),
    // A landscape has no cuts; a key frame where x264 suspects one would only add a visible pop.
    sc_threshold: '0',
    // Lossless coding needs another profile than High, which x264 selects itself. It has no pops either.
    ...(settings.crf > 0 && {
      profile: 'high',
      'x264-params': [goodEnds(crf, settings.frames), ...(keepsGradation ? [gradation] : [])].join(':'),
    }),
    ...(presetsThatLookFarther.includes(settings.preset) && {
      'rc-lookahead': String(lookaheadOf(settings)),
    }),
  };
}

/**
 * x264 saves bits on the last frames, since no later frame refers to them; but in a loop the first frame, which is the
 * best of all, follows. This many frames get this many times the bits. In a calm dusk the change at the seam is then 1.3
 * instead of 2.3 times the usual one, and the file 6 % larger.
 */
const lastFrames = { count: 8, bitsFactor: 2.5 };

/** x264 has one rule for the size of the first frame (`zones`) and another for later key frames (`ipratio`). */
function goodEnds(crf: number, frames = 0): string {
  const zones = [`0,0,b=${keyFrameBitsFactor}`];
  const { count, bitsFactor } = lastFrames;
  if (frames > 2 * count) zones.push(`${frames - count},${frames - 1},b=${bitsFactor}`);
  return `zones=${zones.join('/')}:ipratio=${keyFrameBitsFactor}:qpmin=${Math.min(leastQuantizer, crf)}`;
}

/**
 * At most as many reference frames as players support at level 4.2 of H.264, if the frame itself is within that level.
 */
function referencesOf({ preset, width, height }: VideoEncoderSettings): Record<string, string> {
  const blocks = blocksOf({ width, height });
  const wanted = references[preset];
  if (wanted === undefined || blocks > limits.usualFrame.maxBlocks) return {};
  return { refs: String(Math.min(wanted, Math.floor(limits.keptBlocks / blocks))) };
}

function lookaheadOf({ width, height }: VideoEncoderSettings): number {
  return width * height > largeFrame.pixels ? largeFrame.lookaheadFrames : lookaheadFrames;
}
