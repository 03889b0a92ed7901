/** Usual change per frame, in levels, below which a seam is not seen for its multiple of it. */
const leastUsual = 0.05;

/** How much what moves changes from frame to frame. */
export class Steps {
  readonly #changes: number[] = [];

  /** Takes the change, in levels of luma, between two decoded frames in a row that lie `frames` apart. */
  add(frames: number, change: number): void {
    this.#changes.push(change / frames);
  }

  /** The step from the last frame to the first ÷ the usual one, which counts as 0.05 levels at least. */
  seam(change: number): number {
    return Math.max(0, change) / Math.max(median(this.#changes), leastUsual);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length > 0 ? sorted[sorted.length >> 1] : 0;
}
