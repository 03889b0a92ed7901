/** What a frame shows: the photo moved in time, changing over to the photo moved otherwise. */
export interface Moment {
  /** Time that each copy of the photo has moved, in frames; negative: it moves backward and arrives at the photo. */
  first: number;
  second?: number;
  /** How far the change from the first copy to the second has come, 0 … 1. */
  progress: number;
}

/** How the frames of a video are made of moved copies of the photo (algorithm §4). */
export interface LoopPlan {
  /** Frames over which the motion repeats; the whole video where it does not loop. May be a fraction. */
  readonly periodFrames: number;
  /** Longest time that a copy is moved, either way. */
  readonly reachFrames: number;
  /** Whether each place changes over at its own time, rather than all at once and slowly. */
  readonly switchesInPlaces: boolean;
  momentAt(frame: number): Moment;
}

/** How a video repeats: all that the program asks of it. */
interface Loop {
  description: string;
  /** Whether the last frame leads on to the first. */
  isLoop: boolean;
  /** Whether the first frame is the photo itself, at time 0. */
  startsWithPhoto: boolean;
  /** Whether motion is slowed down so that it starts over more seldom, and only goes as far as stretching is not seen. */
  isPaced: boolean;
  /** @param periods how often the motion starts over; 1 where it is no loop */
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

/** Loops shorter than this are seen as pulsing. */
const minPeriodSeconds = 1;
/**
 * Between two periods no place shows the photo as it is, or it would come back with every period: copies in the middle of a
 * video pass through the photo this share of a period before or after the change.
 */
const detour = 1 / 3;

export interface LoopSettings {
  mode: LoopMode;
  frames: number;
  fps: number;
  /** 95th percentile of speed, as a share of the width per frame. */
  speed: number;
  /** Share of the width that the photo is moved before the motion starts over. */
  budget: number;
  /** By how much motion may be slowed down so that fewer periods are needed. */
  mostSlowdown: number;
  /** How often it shall start over; default: as seldom as the budget allows. */
  periods?: number;
}

/** A loop, and the factor that its motion is slowed down by, 0 < pace ≤ 1. */
export interface PacedLoop {
  loop: LoopPlan;
  pace: number;
}

/**
 * Chooses how often the motion starts over within a video, and makes the plan. The video holds a whole number of
 * periods, as few as keep the displacement within the budget after motion was slowed down as far as it may be; a period need
 * not be a whole number of frames, so any number of frames can be split.
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

/** Frame 0 is the photo; the displacement grows to the end. */
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

/** The 2019 method: the second half of twice the period fades out into the first. */
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

/** The period that a frame lies in, and how much of it has passed, 0 ≤ progress < 1: whole numbers until the last step, so that starts are exact. */
function placeIn(frame: number, frames: number, periods: number): { period: number; progress: number } {
  const passed = frame * periods;
  return { period: Math.floor(passed / frames) % periods, progress: (passed % frames) / frames };
}
