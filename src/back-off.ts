/** Pauses that double from one failure in a row to the next. */
export interface BackOff {
  /** After the first failure. 0: none, ever. */
  firstSeconds: number;
  /** No pause is longer. */
  longestSeconds: number;
}

/** Beyond this many doublings every pause is the longest, and numbers stay finite. */
const mostDoublings = 30;

/** The longest pause after so many failures in a row, in ms. @param failures 1 for the first */
export function longestPauseMs(failures: number, { firstSeconds, longestSeconds }: BackOff): number {
  return Math.min(firstSeconds * 2 ** Math.min(failures - 1, mostDoublings), longestSeconds) * 1000;
}

/**
 * A pause after so many failures in a row, in ms: the second half of the longest is left to chance, so that what broke down together does
 * not come back together.
 * @param chance 0…1
 */
export function pauseMs(failures: number, backOff: BackOff, chance = Math.random()): number {
  return longestPauseMs(failures, backOff) * (0.5 + chance / 2);
}
