import type { EncoderPreset } from './presets.ts';
import type { VideoEncoderSettings } from './video.ts';

/**
 * Frames that x264 looks ahead where its preset would look farther. A fixed camera holds no surprise: at 1080p 40 frames
 * cost 135 MB more than 20 and made no smaller file.
 */
const lookaheadFrames = 20;
/** The same for frames of more pixels than this, where the memory of each is felt. */
const largeFrame = { pixels: 4_000_000, lookaheadFrames: 10 };
const presetsThatLookFarther: readonly EncoderPreset[] = ['fast', 'medium', 'slow', 'slower'];

/** x264's options, by FFmpeg's names. */
export function x264Options(settings: VideoEncoderSettings): Record<string, string> {
  return {
    preset: settings.preset,
    crf: String(settings.crf),
    // Lossless coding is beyond the High profile; x264 picks the one that holds it.
    ...(settings.crf > 0 && { profile: 'high' }),
    ...(presetsThatLookFarther.includes(settings.preset) && {
      'rc-lookahead': String(lookaheadOf(settings)),
    }),
  };
}

function lookaheadOf({ width, height }: VideoEncoderSettings): number {
  return width * height > largeFrame.pixels ? largeFrame.lookaheadFrames : lookaheadFrames;
}
