import { boxMean } from '../../grids/box-filter.ts';
import { AreaBlur } from './area-blur.ts';
import { countPoints } from './areas.ts';

/** Shapes between these widths are measured (standard deviations, shares of the width: 8 and 32 pixels of 1280). */
const finest = 8 / 1280;
const coarsest = 32 / 1280;
/** Distance from the area's edge within which points are ignored, as a share of the width. */
const margin = 8 / 1280;
/** Minimum size of an area, as a share of the picture. */
const leastArea = 0.006;
/** Variance in levels² below which there are no shapes. */
const leastStrength = 1.5;

/** Measures how much of the shapes in an area is preserved: two overlapping pictures weaken them, motion does not. */
export class Shapes {
  readonly #inside: Float32Array;
  readonly #fine: AreaBlur;
  readonly #coarse: AreaBlur;
  readonly #before: number;
  #least = Number.POSITIVE_INFINITY;

  /** `first` is frame 0, in levels of luma; `area` 1 or 0 at each point. */
  constructor(first: Float32Array, area: Float32Array, size: { width: number; height: number }) {
    const { width, height } = size;
    const near = boxMean(area, width, height, Math.ceil(margin * width));
    this.#inside = near.map((share) => (share > 0.999 ? 1 : 0));
    this.#fine = new AreaBlur(area, size, finest * width);
    this.#coarse = new AreaBlur(area, size, coarsest * width);
    const isJudged = countPoints(this.#inside) > leastArea * area.length;
    this.#before = isJudged ? this.#strength(first) : 0;
  }

  /** Adds a moment of the video. */
  add(frame: Float32Array): void {
    if (this.#before > leastStrength) this.#least = Math.min(this.#least, this.#strength(frame));
  }

  /** Minimum strength ÷ that of frame 0; null if there are no shapes. */
  kept(): number | null {
    return Number.isFinite(this.#least) ? this.#least / this.#before : null;
  }

  /** Variance of the frequency band. */
  #strength(frame: Float32Array): number {
    const fine = this.#fine.of(frame);
    const coarse = this.#coarse.of(frame);
    let sum = 0;
    let squares = 0;
    let points = 0;
    for (let i = 0; i < frame.length; i++) {
      if (this.#inside[i] === 0) continue;
      const value = fine[i] - coarse[i];
      sum += value;
      squares += value * value;
      points++;
    }
    return squares / points - (sum / points) ** 2;
  }
}
