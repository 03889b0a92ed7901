import { convertSpeed } from '../inference/frame-speed.ts';
import type { AnimationSettings } from '../inference/settings.ts';
import { limits } from '../limits.ts';

/** Longer side of a draft, in pixels. */
export const draftSidePixels = 480;
/** Minimum of the shorter side, so that it is large enough for a video after rounding. */
const leastSide = limits.frame.minSidePixels + 1;
const draftFps = 12;
const longestSeconds = 8;

/**
 * The settings of a draft: those of the video, but small, with few frames per second and fast encoding. The drive is
 * always steady, because a `recurrent` one runs a network for each frame.
 */
export function draftSettings(
  settings: AnimationSettings,
  photo: { widthPixels: number; heightPixels: number },
): AnimationSettings {
  const { widthPixels: width, heightPixels: height } = photo;
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  const least = Math.min(leastSide / shorter, limits.frame.maxSidePixels / longer);
  const scale = Math.min(1, Math.max(draftSidePixels / longer, least));
  return {
    ...settings,
    widthPixels: Math.max(2, 2 * Math.round((width * scale) / 2)),
    fps: draftFps,
    seconds: Math.min(settings.seconds, longestSeconds),
    speed: convertSpeed(settings.speed, { from: settings.fps, to: draftFps }),
    drive: 'steady',
    crf: 26,
    lossless: undefined,
    encoderPreset: 'ultrafast',
    outputs: undefined,
  };
}
