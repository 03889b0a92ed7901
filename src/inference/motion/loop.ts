import type { LoopMode } from '../settings.ts';

/** One moved copy of the photo: where along its trajectories, and how much of it is seen. */
export interface Copy {
  direction: 'forward' | 'backward';
  /** Frames after the start of the motion period. */
  timeFrames: number;
  weight: number;
}

/** How the frames of a video are made of moved copies of the photo (algorithm §4). */
export interface LoopPlan {
  /** Frames over which the motion repeats; the whole video where it does not loop. May be a fraction. */
  readonly periodFrames: number;
  /** How far the trajectories must reach. */
  readonly durationFrames: number;
  /** One or two copies; their weights sum to 1. */
  copiesAt(frame: number): Copy[];
}

/** Share of the width that the photo is moved before the motion starts over (algorithm §4). */
export const displacementBudget = 0.1;
/** Loops shorter than this are seen as pulsing. */
const minPeriodSeconds = 1;

export interface LoopSettings {
  mode: LoopMode;
  frames: number;
  fps: number;
  /** 95th percentile of speed in the moving area, as a share of the width per frame. */
  speed: number;
}

/**
 * Chooses how often the motion starts over within a video, and makes the plan. The video holds a whole number of
 * periods, as few as keep the displacement within the budget; a period need not be a whole number of frames, so
 * any number of frames can be split.
 */
export function planLoop({ mode, frames, fps, speed }: LoopSettings): LoopPlan {
  if (mode === 'none') return playOnce(frames);
  const needed = Math.ceil((frames * speed) / displacementBudget);
  const most = Math.floor(frames / (fps * minPeriodSeconds));
  const periods = Math.max(1, Math.min(needed, most));
  return mode === 'symmetric' ? loopSymmetric(frames, periods) : loopCrossfade(frames, periods);
}

/** Frame 0 is the photo; the displacement grows to the end. */
function playOnce(frames: number): LoopPlan {
  return {
    periodFrames: frames,
    durationFrames: frames,
    copiesAt: (frame) => [{ direction: 'forward', timeFrames: frame, weight: 1 }],
  };
}

/** One copy moves away from the photo while the other arrives at it: frame 0 is exactly the photo. */
function loopSymmetric(frames: number, periods: number): LoopPlan {
  const periodFrames = frames / periods;
  return {
    periodFrames,
    durationFrames: periodFrames,
    copiesAt(frame) {
      const phase = phaseAt(frame, frames, periods);
      const timeFrames = phase * periodFrames;
      return visible([
        { direction: 'forward', timeFrames, weight: 1 - phase },
        { direction: 'backward', timeFrames, weight: phase },
      ]);
    },
  };
}

/** The 2019 method: the second half of twice the period fades out into the first. */
function loopCrossfade(frames: number, periods: number): LoopPlan {
  const periodFrames = frames / periods;
  return {
    periodFrames,
    durationFrames: 2 * periodFrames,
    copiesAt(frame) {
      const phase = phaseAt(frame, frames, periods);
      return visible([
        { direction: 'forward', timeFrames: (1 + phase) * periodFrames, weight: 1 - phase },
        { direction: 'forward', timeFrames: phase * periodFrames, weight: phase },
      ]);
    },
  };
}

/** Share of the period that has passed, 0 ≤ phase < 1; whole numbers until the last step, so that period starts are exact. */
function phaseAt(frame: number, frames: number, periods: number): number {
  return ((frame * periods) % frames) / frames;
}

function visible(copies: Copy[]): Copy[] {
  return copies.filter(({ weight }) => weight > 0);
}
