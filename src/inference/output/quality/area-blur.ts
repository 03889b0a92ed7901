import { blur } from '../../grids/box-filter.ts';

/** Least weight that a mean is taken over. */
const leastWeight = 1e-4;

/** Means over an area's own points only, so that what stands at its edges does not count. */
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

  /** The blurred values; meaningless outside the area. */
  of(values: Float32Array): Float32Array {
    const own = values.slice();
    for (let i = 0; i < own.length; i++) own[i] *= this.#area[i];
    const blurred = blur(own, this.#size.width, this.#size.height, this.#sigma);
    for (let i = 0; i < blurred.length; i++) blurred[i] /= Math.max(this.#weight[i], leastWeight);
    return blurred;
  }
}
