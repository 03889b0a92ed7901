/**
 * Where two copies of a layer mix, in cells of 2 × 2 points of the motion grid. Most places show one copy for most of the time,
 * and what only a mix needs is left out there.
 */
export class MixedCells {
  readonly #side: number;
  /** Cells a side, and one more on each side. */
  readonly #cells: number;
  readonly #mixed: Uint8Array;
  readonly #near: Uint8Array;

  /** @param side of the motion grid, in points */
  constructor(side: number) {
    this.#side = side;
    this.#cells = ((side + 1) >> 1) + 2;
    this.#mixed = new Uint8Array(this.#cells * this.#cells);
    this.#near = new Uint8Array(this.#cells * this.#cells);
  }

  /** Begins a frame; nothing mixes yet. */
  clear(): void {
    this.#mixed.fill(0);
  }

  mark(x: number, y: number): void {
    this.#mixed[((y >> 1) + 1) * this.#cells + (x >> 1) + 1] = 1;
  }

  /** Ends the marking of a frame, before questions are asked. */
  spread(): void {
    const [cells, mixed, near] = [this.#cells, this.#mixed, this.#near];
    for (let i = cells + 1; i < near.length - cells - 1; i++) {
      near[i] =
        mixed[i - cells - 1] |
        mixed[i - cells] |
        mixed[i - cells + 1] |
        (mixed[i - 1] | mixed[i] | mixed[i + 1]) |
        (mixed[i + cells - 1] | mixed[i + cells] | mixed[i + cells + 1]);
    }
  }

  /** Whether anything mixes in a point's cell or one beside it. */
  isNear(point: number): boolean {
    const y = Math.floor(point / this.#side);
    const x = point - y * this.#side;
    return this.#near[((y >> 1) + 1) * this.#cells + (x >> 1) + 1] !== 0;
  }
}
