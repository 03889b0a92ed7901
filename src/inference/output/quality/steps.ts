/** Usual change per frame, in levels, below which a seam cannot be judged. */
const leastUsual = 0.03;

/** How much what moves changes from frame to frame. */
export class Steps {
  readonly #changes: number[] = [];

  /** Takes the change, in levels of luma, between two decoded frames in a row that lie `frames` apart. */
  add(frames: number, change: number): void {
    this.#changes.push(change / frames);
  }

  /** The step from the last frame to the first ÷ the usual one; null where there is hardly any motion. */
  seam(change: number): number | null {
    const usual = median(this.#changes);
    return usual > leastUsual ? Math.max(0, change) / usual : null;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length > 0 ? sorted[sorted.length >> 1] : 0;
}
