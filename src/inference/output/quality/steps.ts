/** Minimum usual change per frame, in levels: below, no multiple of it is a visible seam. */
const leastUsual = 0.05;

/** Changes of the moving parts from frame to frame. */
export class Steps {
  readonly #changes: number[] = [];

  /** Adds the change, in levels of luma, between two consecutive decoded frames that are `frames` apart. */
  add(frames: number, change: number): void {
    this.#changes.push(change / frames);
  }

  /** The step from the last frame to the first ÷ the usual one, which counts as at least 0.05 levels. */
  seam(change: number): number {
    return Math.max(0, change) / Math.max(median(this.#changes), leastUsual);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length > 0 ? sorted[sorted.length >> 1] : 0;
}
