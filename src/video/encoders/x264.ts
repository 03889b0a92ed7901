import { AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { blocksOf, limits } from '../../limits.ts';
import { keyFrameBitsFactor } from '../key-frames.ts';
import type { EncoderPreset } from '../presets.ts';
import type { VideoEncoderSettings } from '../video.ts';
import type { EncoderProfile } from './profile.ts';

/** H.264 on the processor: takes every video, and loses nothing at `crf` 0. */
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
 * Frames that x264 looks ahead where its preset would look farther. A fixed camera holds no surprise: at 1080p 40 frames
 * cost 135 MB more than 20 and made no smaller file.
 */
const lookaheadFrames = 20;
/** The same for frames of more pixels than this, where the memory of each is felt. */
const largeFrame = { pixels: 4_000_000, lookaheadFrames: 10 };
/** The finest quantisation in use. Finer steps than a level make key frames grow fast, and nobody sees the difference. */
const leastQuantizer = 3;
/**
 * Where the light changes, skies are dithered, and x264 takes that for noise: it codes badly what no later frame refers to, which is
 * all of a picture that changes (its macroblock tree), and rounds small differences to nothing (trellis, dead zones). Coarser
 * quantisation pays for keeping them, and a single reference frame for the time.
 */
const gradation = 'no-mbtree=1:trellis=0:deadzone-inter=6:deadzone-intra=6:ref=1';
const gradationCrf = 3;
/** Frames that x264's presets refer to, where those may be too many for level 4.2. */
const references: Partial<Record<EncoderPreset, number>> = { slow: 5, slower: 8 };
const presetsThatLookFarther: readonly EncoderPreset[] = ['fast', 'medium', 'slow', 'slower'];

function x264Options(settings: VideoEncoderSettings): Record<string, string> {
  const keepsGradation = settings.changesColours && settings.crf > 0;
  const crf = Math.min(settings.crf + (keepsGradation ? gradationCrf : 0), limits.crf.max);
  return {
    preset: settings.preset,
    crf: String(crf),
    ...referencesOf(settings),
    // A landscape has no cuts; a key frame where x264 suspects one would only be another pop.
    sc_threshold: '0',
    // Lossless coding is beyond the High profile; x264 picks the one that holds it. It has no pops either.
    ...(settings.crf > 0 && {
      profile: 'high',
      'x264-params': keepsGradation ? `${goodKeyFrames(crf)}:${gradation}` : goodKeyFrames(crf),
    }),
    ...(presetsThatLookFarther.includes(settings.preset) && {
      'rc-lookahead': String(lookaheadOf(settings)),
    }),
  };
}

/** x264 sizes its first frame by one rule and later key frames by another: `zones` is about the first, `ipratio` about the others. */
function goodKeyFrames(crf: number): string {
  const zone = `0,0,b=${keyFrameBitsFactor}`;
  return `zones=${zone}:ipratio=${keyFrameBitsFactor}:qpmin=${Math.min(leastQuantizer, crf)}`;
}

/** No more frames to refer to than players keep at level 4.2 of H.264, where the frame itself fits into it. */
function referencesOf({ preset, width, height }: VideoEncoderSettings): Record<string, string> {
  const blocks = blocksOf({ width, height });
  const wanted = references[preset];
  if (wanted === undefined || blocks > limits.usualFrame.maxBlocks) return {};
  return { refs: String(Math.min(wanted, Math.floor(limits.keptBlocks / blocks))) };
}

function lookaheadOf({ width, height }: VideoEncoderSettings): number {
  return width * height > largeFrame.pixels ? largeFrame.lookaheadFrames : lookaheadFrames;
}
