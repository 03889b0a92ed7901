import { limits } from '../../limits.ts';

export interface Attempt {
  /** On the scale of x264, as everywhere; may be fractional. */
  crf: number;
  bytes: number;
}

export interface Budget {
  maxBytes: number;
  /** The best quality wanted. */
  crf: number;
  /** Initial estimate of how fast files shrink: decrease of ln(bytes) per step of `crf`. 0 if quality is fixed. */
  shrinkPerCrf: number;
}

/** A file is accepted once it uses this share of its budget. */
const leastShare = 0.9;
/** Target share, between that and the whole budget. */
const aimedShare = 0.955;
const mostAttempts = 6;
/** Smaller steps of `crf` have no effect on any codec's scale. */
const leastStep = 0.2;

/**
 * The quality to try after these attempts, the first of which has the best quality wanted; null if no improvement is
 * possible. It assumes that equal steps of `crf` reduce sizes by equal factors, which holds within a few per cent
 * between attempts near each other.
 */
export function nextCrf(attempts: readonly Attempt[], budget: Budget): number | null {
  const { maxBytes, crf, shrinkPerCrf } = budget;
  const fitting = attempts.filter(({ bytes }) => bytes <= maxBytes);
  const best = fitting.toSorted((a, b) => a.crf - b.crf).at(0);
  if (best && (best.crf <= crf || best.bytes >= leastShare * maxBytes)) return null;
  if (shrinkPerCrf === 0 || attempts.length >= mostAttempts) return null;
  const tooLarge = attempts.filter(({ bytes }) => bytes > maxBytes).toSorted((a, b) => b.crf - a.crf);
  const [nearest, before] = tooLarge;
  if (nearest.crf >= limits.crf.max) return null;
  const reference = best ?? before;
  const shrink = reference ? shrinkBetween(nearest, reference, shrinkPerCrf) : shrinkPerCrf;
  const wanted = nearest.crf + Math.log(nearest.bytes / (aimedShare * maxBytes)) / shrink;
  if (!best) return Math.min(limits.crf.max, Math.max(wanted, nearest.crf + leastStep));
  if (best.crf - nearest.crf <= 2 * leastStep) return null;
  return Math.min(best.crf - leastStep, Math.max(nearest.crf + leastStep, wanted));
}

/** The attempt to keep: the best that fits, otherwise the smallest. */
export function bestOf<T extends Attempt>(attempts: readonly T[], maxBytes: number): T {
  const fitting = attempts.filter(({ bytes }) => bytes <= maxBytes);
  const bySize = (fitting.length > 0 ? fitting : attempts).toSorted((a, b) => a.bytes - b.bytes);
  return fitting.length > 0 ? bySize[bySize.length - 1] : bySize[0];
}

/** Measured from two attempts if possible; if sizes do not decrease as expected, the default is used. */
function shrinkBetween(a: Attempt, b: Attempt, usual: number): number {
  const shrink = Math.log(a.bytes / b.bytes) / (b.crf - a.crf);
  return shrink > usual / 5 ? shrink : usual;
}
