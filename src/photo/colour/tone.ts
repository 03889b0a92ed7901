import { nominalPeakNits, referenceWhiteNits } from './transfer.ts';

/** Bend of the curve: larger values leave the straight line later. */
const kappa = 0.65;

/**
 * The tone curve that maps linear light (1 is diffuse white) so that `peak` becomes white on a standard display. It is
 * a straight line up to diffuse white, then rolls off (SMPTE ST 2094-50, reference white tone mapping), as in browsers.
 * For peaks of at most 1 it is the identity.
 */
export function toneCurve(peak: number): (light: number) => number {
  if (peak <= 1) return (light) => light;
  const whiteTo = 1 - 0.5 * Math.min(Math.log2(peak) / Math.log2(nominalPeakNits / referenceWhiteNits), 1);
  // A quadratic Bézier curve from diffuse white to the peak; its control point lies on the line.
  const middle = { x: 1 - kappa + kappa / whiteTo, y: (1 - kappa) * whiteTo + kappa };
  const a = 1 - 2 * middle.x + peak;
  const b = 2 * (middle.x - 1);
  return (light) => {
    if (light <= 1) return whiteTo * light;
    if (light >= peak) return 1;
    const c = 1 - light;
    const t = Math.abs(a) < 1e-9 ? -c / b : (Math.sqrt(b * b - 4 * a * c) - b) / (2 * a);
    return (1 - t) * (1 - t) * whiteTo + 2 * t * (1 - t) * middle.y + t * t;
  };
}
