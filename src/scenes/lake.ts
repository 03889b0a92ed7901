import { fractal, smoothstep } from './noise.ts';
import { blend, palette, type Rgb } from './palette.ts';

/**
 * Water in perspective that reflects what is above it. All lengths are in picture heights: x from the centre, `below`
 * downwards from the water line. Ripples drift over the plane as a whole and distort the reflection.
 */
export interface Lake {
  seed: number;
  /** Plane units per frame, to the right and towards the viewer. */
  drift: { x: number; z: number };
  sun: { x: number; y: number };
}

const planeScale = 0.5;
const horizonLift = 0.03;

/** Reads the picture above the water at (x, y upwards from the water line) into `out`. */
export type Mirror = (x: number, y: number, out: Rgb) => void;

export function lakeColour(
  lake: Lake,
  x: number,
  below: number,
  t: number,
  pixel: number,
  mirror: Mirror,
  out: Rgb,
): void {
  const depth = planeScale / (below + horizonLift);
  const u = x * depth - lake.drift.x * t;
  const v = depth + lake.drift.z * t;
  const footprint = (depth * depth * pixel) / planeScale;
  const ripple = ripples(u, v, lake.seed, footprint);
  // A tilted facet reflects another height of the sky; near ones are tilted more on the screen.
  const bend = ripple * (0.02 + 0.55 * below);
  mirror(x + 0.25 * bend, Math.max(0.001, below * 1.02 + bend), out);
  // At steep angles one sees into the water, at grazing angles the reflection (Fresnel).
  const depthOfView = 0.16 + 0.6 * smoothstep(0, 0.42, below);
  blend(out, palette.water, Math.min(0.9, Math.max(0, depthOfView * (0.9 - 2.2 * ripple))), out);
  const path = Math.exp(-(((x - lake.sun.x) / (0.025 + 0.22 * below)) ** 2));
  const sparkle = smoothstep(0.16, 0.42, ripple) * path;
  blend(out, palette.sun, Math.min(1, 0.95 * sparkle + 0.1 * path), out);
}

/** Displacement, in picture heights, to where the same ripple was one frame earlier. */
export function lakeFlow(lake: Lake, x: number, below: number): { x: number; y: number } {
  const depth = planeScale / (below + horizonLift);
  const before = depth + lake.drift.z;
  return {
    x: (x * depth - lake.drift.x) / before - x,
    y: planeScale / before - horizonLift - below,
  };
}

/** Height of the ripples; those smaller than a pixel's footprint are left out. */
function ripples(u: number, v: number, seed: number, footprint: number): number {
  const detail = Math.max(0, Math.min(4, -Math.log2(footprint * 14)));
  const calm = 0.55 + 0.9 * fractal(u * 0.35, v * 0.5, seed + 5, 2);
  const swell = fractal(u * 5, v * 10, seed, detail);
  const fine = fractal(u * 15 + 5, v * 28, seed + 17, Math.max(0, detail - 1.2));
  return Math.min(1.4, Math.max(0.3, calm)) * (0.8 * swell + 0.7 * fine);
}
