/** Content of a frame: a moved copy of the photo, in transition to another copy. */
export interface Moment {
  /**
   * Time that each copy of the photo has moved, in frames; negative: it moves backward in time and ends at the photo.
   */
  first: number;
  second?: number;
  /** Progress of the transition from the first copy to the second, 0 … 1. */
  progress: number;
}

/** How the frames of a video are composed of moved copies of the photo (algorithm §4). */
export interface LoopPlan {
  /** Frames over which the motion repeats; the whole video if it does not loop. May be fractional. */
  readonly periodFrames: number;
  /** Longest time that a copy is moved, in either direction. */
  readonly reachFrames: number;
  /** Whether each place has its transition at its own time, rather than all together and slowly. */
  readonly switchesInPlaces: boolean;
  momentAt(frame: number): Moment;
}

/** A way to loop a video. */
interface Loop {
  description: string;
  /** Whether the last frame continues into the first. */
  isLoop: boolean;
  /** Whether the first frame is the photo itself, at time 0. */
  startsWithPhoto: boolean;
  /**
   * Whether motion is slowed down so that it restarts less often and only goes so far that stretching stays invisible.
   */
  isPaced: boolean;
  /** @param periods number of periods of the motion; 1 if it does not loop */
  plan(frames: number, periods: number): LoopPlan;
}

/** The ways to loop, by their names. */
export const loops = {
  symmetric: {
    description:
      'Seamless: two flows, forward and backward in time, are blended; frame 0 is exactly the photo.',
    isLoop: true,
    startsWithPhoto: true,
    isPaced: true,
    plan: loopSymmetric,
  },
  crossfade: {
    description: 'Seamless: the end is cross-faded into the beginning.',
    isLoop: true,
    startsWithPhoto: false,
    isPaced: false,
    plan: loopCrossfade,
  },
  none: {
    description: 'No loop: the video starts with the photo and moves on from there.',
    isLoop: false,
    startsWithPhoto: true,
    isPaced: false,
    plan: playOnce,
  },
} as const satisfies Record<string, Loop>;

export type LoopMode = keyof typeof loops;
export const loopModes = Object.keys(loops) as [LoopMode, ...LoopMode[]];

/** Shorter loops look like pulsing. */
const minPeriodSeconds = 1;
/**
 * Between two periods no place may show the unmoved photo, otherwise it would reappear in every period. Copies in the
 * middle of a video pass through the photo this share of a period before or after the transition.
 */
const detour = 1 / 3;

export interface LoopSettings {
  mode: LoopMode;
  frames: number;
  fps: number;
  /** 95th percentile of speed, as a share of the width per frame. */
  speed: number;
  /** Displacement of the photo, as a share of the width, before the motion restarts. */
  budget: number;
  /** Lower limit for slowing down motion to need fewer periods. */
  mostSlowdown: number;
  /** Requested number of periods; default: as few as the budget allows. */
  periods?: number;
}

/** A loop, and the factor by which its motion is slowed down, 0 < pace ≤ 1. */
export interface PacedLoop {
  loop: LoopPlan;
  pace: number;
}

/**
 * Chooses the number of periods of the motion in a video, and makes the plan. It is a whole number, as small as
 * possible with the displacement within the budget after slowing down the motion as far as allowed. A period need not
 * be a whole number of frames, so any number of frames can be divided.
 */
export function planLoop(settings: LoopSettings): PacedLoop {
  const { mode, frames, fps, speed, budget, mostSlowdown } = settings;
  if (speed === 0) return { loop: standStill(frames), pace: 1 };
  const { isLoop, isPaced, plan }: Loop = loops[mode];
  if (!isLoop) return { loop: plan(frames, 1), pace: 1 };
  const way = frames * speed;
  const most = Math.max(1, Math.floor(frames / (fps * minPeriodSeconds)));
  const slowdown = isPaced ? mostSlowdown : 1;
  const fewest = Math.max(1, Math.min(Math.ceil(way / (budget * slowdown)), most));
  const periods = settings.periods ?? fewest;
  const pace = slowdown > 1 ? Math.min(1, (periods * budget) / way) : 1;
  return { loop: plan(frames, periods), pace };
}

/** The layer does not drift. */
function standStill(frames: number): LoopPlan {
  return {
    periodFrames: frames,
    reachFrames: 1,
    switchesInPlaces: false,
    momentAt: () => ({ first: 0, progress: 0 }),
  };
}

/** Frame 0 is the photo; the displacement grows until the end. */
function playOnce(frames: number): LoopPlan {
  return {
    periodFrames: frames,
    reachFrames: frames,
    switchesInPlaces: false,
    momentAt: (frame) => ({ first: frame, progress: 0 }),
  };
}

/** One copy moves away from the photo while the other arrives at it: frame 0 is exactly the photo. */
function loopSymmetric(frames: number, periods: number): LoopPlan {
  const periodFrames = frames / periods;
  /** When a copy is the photo itself. */
  const photoAt = (copy: number) => {
    const isEnd = copy === 0 || copy === periods;
    return (copy + (isEnd ? 0 : copy % 2 === 0 ? detour : -detour)) * periodFrames;
  };
  return {
    periodFrames,
    reachFrames: periodFrames * (periods > 1 ? 1 + detour : 1),
    switchesInPlaces: true,
    momentAt(frame) {
      const { period, progress } = placeIn(frame, frames, periods);
      const time = (period + progress) * periodFrames;
      const first = time - photoAt(period);
      return progress === 0 ? { first, progress } : { first, second: time - photoAt(period + 1), progress };
    },
  };
}

/** The 2019 method: the second half of a double period is cross-faded into the first. */
function loopCrossfade(frames: number, periods: number): LoopPlan {
  const periodFrames = frames / periods;
  return {
    periodFrames,
    reachFrames: 2 * periodFrames,
    switchesInPlaces: false,
    momentAt(frame) {
      const { progress } = placeIn(frame, frames, periods);
      const first = (1 + progress) * periodFrames;
      return progress === 0 ? { first, progress } : { first, second: progress * periodFrames, progress };
    },
  };
}

/**
 * The period of a frame, and its progress in it, 0 ≤ progress < 1; computed with integers until the last step, so that
 * starts are exact.
 */
function placeIn(frame: number, frames: number, periods: number): { period: number; progress: number } {
  const passed = frame * periods;
  return { period: Math.floor(passed / frames) % periods, progress: (passed % frames) / frames };
}
