import { blur } from '../../grids/box-filter.ts';

/** Minimum weight for computing a mean. */
const leastWeight = 1e-4;

/** Blurs only within an area, so that static things at its edges have no influence. */
export class AreaBlur {
  readonly #area: Float32Array;
  readonly #size: { width: number; height: number };
  readonly #sigma: number;
  readonly #weight: Float32Array;

  /** `area` is 1 or 0 at each point; `sigma` in points. */
  constructor(area: Float32Array, size: { width: number; height: number }, sigma: number) {
    this.#area = area;
    this.#size = size;
    this.#sigma = sigma;
    this.#weight = blur(area, size.width, size.height, sigma);
  }

  /** The blurred values; undefined outside the area. */
  of(values: Float32Array): Float32Array {
    const own = values.slice();
    for (let i = 0; i < own.length; i++) own[i] *= this.#area[i];
    const blurred = blur(own, this.#size.width, this.#size.height, this.#sigma);
    for (let i = 0; i < blurred.length; i++) blurred[i] /= Math.max(this.#weight[i], leastWeight);
    return blurred;
  }
}
