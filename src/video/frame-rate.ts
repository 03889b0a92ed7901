export interface FrameRate {
  numerator: number;
  denominator: number;
}

const largestDenominator = 1001;

/**
 * The exact frame rate for a decimal: 23.976 is 24000/1001 (NTSC rates are a thousandth slow), 12.5 is 25/2. Others
 * become the nearest fraction with a denominator of at most 1001.
 * @throws RangeError unless it is positive
 */
export function frameRateOf(fps: number): FrameRate {
  if (!(fps > 0 && Number.isFinite(fps)))
    throw new RangeError(`Expected a positive frame rate but received ${fps}`);
  const nominal = Math.round(fps * 1.001);
  const isNtsc = nominal > 0 && Math.abs(fps - (nominal * 1000) / 1001) < 0.005 && !Number.isInteger(fps);
  if (isNtsc) return { numerator: nominal * 1000, denominator: 1001 };
  return nearestFraction(fps);
}

/** Frames per second as a decimal. */
export function fpsOf({ numerator, denominator }: FrameRate): number {
  return numerator / denominator;
}

/** Continued fraction, stopped before the denominator becomes too large. */
function nearestFraction(value: number): FrameRate {
  let [numerator, previousNumerator] = [Math.floor(value), 1];
  let [denominator, previousDenominator] = [1, 0];
  let rest = value - Math.floor(value);
  while (rest > 1e-9 && Math.abs(numerator / denominator - value) > 1e-9) {
    const digit = Math.floor(1 / rest);
    rest = 1 / rest - digit;
    const next = digit * denominator + previousDenominator;
    if (next > largestDenominator) break;
    [numerator, previousNumerator] = [digit * numerator + previousNumerator, numerator];
    [denominator, previousDenominator] = [next, denominator];
  }
  return { numerator, denominator };
}
