import { blocksOf, limits } from '../limits.ts';
import type { EncoderPreset } from './presets.ts';
import type { VideoEncoderSettings } from './video.ts';

/**
 * Frames that x264 looks ahead where its preset would look farther. A fixed camera holds no surprise: at 1080p 40 frames
 * cost 135 MB more than 20 and made no smaller file.
 */
const lookaheadFrames = 20;
/** The same for frames of more pixels than this, where the memory of each is felt. */
const largeFrame = { pixels: 4_000_000, lookaheadFrames: 10 };
/** Frames that x264's presets refer to, where those may be too many for level 4.2. */
const references: Partial<Record<EncoderPreset, number>> = { slow: 5, slower: 8 };
const presetsThatLookFarther: readonly EncoderPreset[] = ['fast', 'medium', 'slow', 'slower'];

/** x264's options, by FFmpeg's names. */
export function x264Options(settings: VideoEncoderSettings): Record<string, string> {
  return {
    preset: settings.preset,
    crf: String(settings.crf),
    ...referencesOf(settings),
    // Lossless coding is beyond the High profile; x264 picks the one that holds it.
    ...(settings.crf > 0 && { profile: 'high' }),
    ...(presetsThatLookFarther.includes(settings.preset) && {
      'rc-lookahead': String(lookaheadOf(settings)),
    }),
  };
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
