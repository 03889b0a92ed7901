/** A decoded frame and its mean change against frame 0 where the video moves, in levels of luma. */
export interface AwayFromFirst {
  index: number;
  change: number;
}

/** A frame is as good as the first when it has changed by less than this share of the most changed one. */
const home = 0.12;
/** A video whose most changed frame is nearer to the first than this, in levels, goes nowhere. */
const leastAway = 0.5;

/**
 * How often a video comes back to its first frame, its end counted: 1 is one loop, more is a beat.
 * @param away a run of frames from the first on; of a video that is longer than the run, the number follows from the first return
 * @param frames of the whole video
 * @returns null where the video hardly moves, or does not come back within a run that is not the whole
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

/** The most changed frame's change. */
export function farthest(away: readonly AwayFromFirst[]): number {
  return away.reduce((most, { change }) => Math.max(most, change), 0);
}

/** Where the video is nearest to its first frame, each time it has come back. */
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
