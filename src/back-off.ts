/** Exponential back-off: the delay doubles with each consecutive failure. */
export interface BackOff {
  /** Delay after the first failure. 0: no delays. */
  firstSeconds: number;
  /** Longest delay. */
  longestSeconds: number;
}

/** Number of doublings after which every delay is the longest, so that numbers stay finite. */
const mostDoublings = 30;

/** The longest delay after this many consecutive failures, in ms. @param failures 1 for the first */
export function longestPauseMs(failures: number, { firstSeconds, longestSeconds }: BackOff): number {
  return Math.min(firstSeconds * 2 ** Math.min(failures - 1, mostDoublings), longestSeconds) * 1000;
}

/**
 * A delay after this many consecutive failures, in ms. The second half of the longest delay is random (jitter), so that
 * jobs that failed together do not retry together.
 * @param chance 0…1
 */
export function pauseMs(failures: number, backOff: BackOff, chance = Math.random()): number {
  return longestPauseMs(failures, backOff) * (0.5 + chance / 2);
}
