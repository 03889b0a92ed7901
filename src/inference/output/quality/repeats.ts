/** A decoded frame and its mean change from frame 0 in the moving parts, in levels of luma. */
export interface AwayFromFirst {
  index: number;
  change: number;
}

/** A frame counts as a return to the first if its change is less than this share of the largest one. */
const home = 0.12;
/** A video whose largest change is below this, in levels, hardly moves. */
const leastAway = 0.5;

/**
 * How often a video returns to its first frame, including its end: 1 is one loop, more is a rhythm.
 * @param away frames from the first on; if the video is longer, the number is extrapolated from the first return
 * @param frames of the whole video
 * @returns null if the video hardly moves, or does not return within an incomplete sequence
 */
export function countRepeats(
  away: readonly AwayFromFirst[],
  frames: number,
  { isLoop, isWhole }: { isLoop: boolean; isWhole: boolean },
): number | null {
  const limit = home * farthest(away);
  if (farthest(away) < leastAway) return null;
  const ends = isWhole && isLoop ? [{ index: frames, change: 0 }] : [];
  const returns = findReturns([...away, ...ends], limit);
  if (isWhole) return returns.length;
  return returns.length > 0 ? Math.max(1, Math.round(frames / returns[0])) : null;
}

/** The largest change of any frame. */
export function farthest(away: readonly AwayFromFirst[]): number {
  return away.reduce((most, { change }) => Math.max(most, change), 0);
}

/** The frames closest to the first, one for each return. */
function findReturns(away: readonly AwayFromFirst[], limit: number): number[] {
  const returns: number[] = [];
  let nearest: AwayFromFirst | undefined;
  let hasLeft = false;
  for (const frame of away) {
    if (frame.change >= limit) {
      if (nearest) returns.push(nearest.index);
      nearest = undefined;
      hasLeft = true;
    } else if (hasLeft && (!nearest || frame.change < nearest.change)) nearest = frame;
  }
  if (nearest) returns.push(nearest.index);
  return returns;
}
