/** How animations that met a fault are tried again. */
export interface RetryPolicy {
  /** Runs that may meet a fault before the animation fails. At least 1. */
  maxAttempts: number;
  /** Longest pause behind the first fault; it doubles with each further one. 0: none. */
  pauseSeconds: number;
  /** No pause is longer. */
  maxPauseSeconds: number;
}

/**
 * The pause behind a fault, in milliseconds: the second half of it is left to chance, so that what broke down together does not
 * come back together.
 * @param faults how many there were, 1 for the first
 * @param chance 0…1
 */
export function pauseMsAfter(
  faults: number,
  { pauseSeconds, maxPauseSeconds }: RetryPolicy,
  chance = Math.random(),
): number {
  const longest = Math.min(pauseSeconds * 2 ** (faults - 1), maxPauseSeconds) * 1000;
  return longest * (0.5 + chance / 2);
}
