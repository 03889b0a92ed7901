/** A frame that differs from the previous one by less than this share of the usual difference counts as a repeat. */
const repeatShare = 0.25;
/** A cut is a change of at least this many levels, and of this many times the usual change. */
const [cutLevels, cutTimes] = [18, 8];

export interface Shot {
  frames: Uint8Array[];
  /** Share of the shot's frames that are not repeats, 0 … 1. */
  keptShare: number;
  /** Of the whole clip. */
  cuts: number;
}

/**
 * The longest run of frames without a cut. Frames that only repeat the previous one are dropped, as in a clip that was
 * converted to a higher frame rate.
 * @param frames luma, all of one size
 */
export function longestShot(frames: readonly Uint8Array[]): Shot {
  const changes = changesOf(frames);
  const limit = Math.max(cutLevels, cutTimes * middle(changes));
  const bounds = [0, ...changes.flatMap((change, i) => (change > limit ? [i + 1] : [])), frames.length];
  const shots = bounds.slice(1).map((end, i) => frames.slice(bounds[i], end));
  const shot = shots.reduce((best, other) => (other.length > best.length ? other : best));
  const kept = dropRepeats(shot);
  return { frames: kept, keptShare: kept.length / shot.length, cuts: bounds.length - 2 };
}

function dropRepeats(frames: Uint8Array[]): Uint8Array[] {
  const changes = changesOf(frames);
  // If most frames are repeats, the median is useless; the median of the larger changes is not.
  const usual = middle(changes.filter((change) => change >= middle(changes)));
  return frames.filter((_, i) => i === 0 || usual === 0 || changes[i - 1] > repeatShare * usual);
}

/** Mean absolute difference between each frame and the previous one, in levels, from every 61st point. */
function changesOf(frames: readonly Uint8Array[]): number[] {
  return frames.slice(1).map((frame, i) => {
    let sum = 0;
    let count = 0;
    for (let point = 0; point < frame.length; point += 61, count++) {
      sum += Math.abs(frame[point] - frames[i][point]);
    }
    return sum / count;
  });
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
