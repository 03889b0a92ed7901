import { limits } from '../../limits.ts';

export interface Attempt {
  /** On the scale of x264, as everywhere; need not be whole. */
  crf: number;
  bytes: number;
}

export interface Budget {
  maxBytes: number;
  /** The best quality wanted. */
  crf: number;
  /** How fast files shrink at first: ln(bytes) falls by this at a step of `crf`. 0 where quality is fixed. */
  shrinkPerCrf: number;
}

/** A file is good once it has this much of its budget. */
const leastShare = 0.9;
/** What is aimed at, between that and the whole. */
const aimedShare = 0.955;
const mostAttempts = 6;
/** Steps of `crf` this small change nothing, on any codec's scale. */
const leastStep = 0.2;

/**
 * The quality to try after these attempts, the first of which has the best quality wanted; null where nothing better is to be had. Sizes
 * are taken to fall by equal factors at equal steps of `crf`, which holds within a few per cent between attempts near each other.
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

/** What to keep: the best that fits, or else the smallest. */
export function bestOf<T extends Attempt>(attempts: readonly T[], maxBytes: number): T {
  const fitting = attempts.filter(({ bytes }) => bytes <= maxBytes);
  const bySize = (fitting.length > 0 ? fitting : attempts).toSorted((a, b) => a.bytes - b.bytes);
  return fitting.length > 0 ? bySize[bySize.length - 1] : bySize[0];
}

/** Measured where two attempts say so; sizes that do not fall as they should leave the usual figure. */
function shrinkBetween(a: Attempt, b: Attempt, usual: number): number {
  const shrink = Math.log(a.bytes / b.bytes) / (b.crf - a.crf);
  return shrink > usual / 5 ? shrink : usual;
}
