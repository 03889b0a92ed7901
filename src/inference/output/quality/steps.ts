/** Frames further apart than this are no neighbours. */
const nearFrames = 8;
/** Usual change per frame, in levels, below which a seam cannot be judged. */
const leastUsual = 0.03;

/** The change of what moves from frame to frame, less what encoding changes on land. */
export class Steps {
  readonly #changes: number[] = [];

  /** Takes two decoded frames in a row that lie `frames` apart; changes in levels of luma. */
  add(frames: number, moving: number, land: number): void {
    if (frames <= nearFrames) this.#changes.push((moving - land) / frames);
  }

  /** The step from the last frame to the first ÷ the usual one; null where there is hardly any motion. */
  seam(moving: number, land: number): number | null {
    const usual = median(this.#changes);
    return usual > leastUsual ? Math.max(0, moving - land) / usual : null;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length > 0 ? sorted[sorted.length >> 1] : 0;
}
