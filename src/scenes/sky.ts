import { fractal, smoothstep } from './noise.ts';
import { blend, palette, type Rgb } from './palette.ts';

/**
 * A layer of clouds at one height, in perspective. The pixel at (x, y), in picture heights from the point on the
 * horizon below the centre, shows the point (x, 1) · scale / (y + lift) of the layer. Clouds overhead therefore move
 * fast, those near the horizon hardly at all.
 */
export interface SkySheet {
  seed: number;
  /** Wind in layer units per frame, to the right and towards the viewer. */
  wind: { x: number; z: number };
  /** Position of the sun, in picture heights from the point on the horizon below the centre. */
  sun: { x: number; y: number };
}

const sheetScale = 0.42;
/** Keeps the layer finite at the horizon. */
const horizonLift = 0.07;

/**
 * Computes the colour of the sky at (x, y) in frame `t` into `out`; `pixel` is the height of a pixel in picture
 * heights.
 */
export function skyColour(sheet: SkySheet, x: number, y: number, t: number, pixel: number, out: Rgb): void {
  const depth = sheetScale / (y + horizonLift);
  const u = x * depth - sheet.wind.x * t;
  const v = depth + sheet.wind.z * t;
  clearSky(sheet, x, y, out);
  // How much of the layer a pixel spans along the line of sight: finer detail would only flicker.
  const footprint = (depth * depth * pixel) / sheetScale;
  const detail = Math.max(1, Math.min(7, -Math.log2(footprint) - 1.2));
  const here = cloudDepth(u, v, sheet.seed, detail);
  veil(sheet, u, v, x, y, detail, out);
  const cover = smoothstep(0.03, 0.27, here) * smoothstep(-0.01, 0.1, y);
  if (cover <= 0) return;
  const sunX = sheet.sun.x - x;
  const sunY = sheet.sun.y - y;
  const sunDistance = Math.hypot(sunX, sunY);
  // Less cloud towards the sun means that this part is lit.
  const step = 0.09 / (sunDistance + 0.15);
  const towardsSun = cloudDepth(u + sunX * step, v + 0.05, sheet.seed, Math.min(5.5, detail));
  const lit = smoothstep(-0.2, 0.22, 0.55 * here - towardsSun + 0.06);
  shadeCloud(here, lit, sunDistance, y, cover, out);
}

/** Displacement, in picture heights, from (x, y) to where the same piece of sky was one frame earlier. */
export function skyFlow(sheet: SkySheet, x: number, y: number): { x: number; y: number } {
  const depth = sheetScale / (y + horizonLift);
  const before = depth + sheet.wind.z;
  return {
    x: (x * depth - sheet.wind.x) / before - x,
    y: sheetScale / before - horizonLift - y,
  };
}

function cloudDepth(u: number, v: number, seed: number, detail: number): number {
  const warpX = fractal(u * 0.9 + 11.3, v * 0.9 - 4.1, seed + 101, Math.min(4, detail));
  const warpY = fractal(u * 0.9 - 7.7, v * 0.9 + 9.2, seed + 202, Math.min(4, detail));
  const [x, y] = [u * 1.25 + 0.55 * warpX, v * 1.9 + 0.55 * warpY];
  const mass = fractal(x, y, seed, Math.min(3, detail));
  // Billows: folded noise bulges outwards, like cumulus clouds.
  const billows = 0.5 - 2 * Math.abs(fractal(x * 3.1, y * 3.1, seed + 404, Math.max(0, detail - 1.5)));
  return mass + 0.22 * billows;
}

function clearSky(sheet: SkySheet, x: number, y: number, out: Rgb): void {
  const up = Math.min(1, Math.max(0, y / 0.62));
  blend(palette.horizon, palette.middleSky, smoothstep(0, 0.42, up), out);
  blend(out, palette.zenith, smoothstep(0.25, 1, up), out);
  const distance = Math.hypot((x - sheet.sun.x) * 0.8, (y - sheet.sun.y) * 1.25);
  const glow = 0.85 * Math.exp(-distance * 3.4);
  blend(out, palette.glow, glow, out);
  const disc = Math.exp(-((distance / 0.035) ** 2)) + 0.5 * Math.exp(-distance * 16);
  blend(out, palette.sun, Math.min(1, disc), out);
}

/** Thin cirrus clouds, stretched along the wind. */
function veil(sheet: SkySheet, u: number, v: number, x: number, y: number, detail: number, out: Rgb): void {
  const streaks = fractal(u * 0.55 + v * 0.2, v * 2.6 - u * 0.3, sheet.seed + 303, Math.min(5, detail));
  const strength = 0.34 * smoothstep(-0.02, 0.4, streaks) * smoothstep(0.02, 0.2, y);
  const near = Math.exp(-Math.hypot(x - sheet.sun.x, y - sheet.sun.y) * 2.2);
  const white: Rgb = [0, 0, 0];
  blend(palette.veil, palette.glow, near, white);
  blend(out, white, strength, out);
}

function shadeCloud(
  thickness: number,
  lit: number,
  sunDistance: number,
  y: number,
  cover: number,
  out: Rgb,
): void {
  const colour: Rgb = [0, 0, 0];
  const near = Math.exp(-sunDistance * 1.9);
  const bright: Rgb = [0, 0, 0];
  blend(palette.cloudLight, palette.cloudGold, Math.min(1, near * 1.5), bright);
  blend(palette.cloudShade, palette.cloudRose, Math.min(1, near * 1.25), colour);
  blend(colour, bright, lit, colour);
  // Thin edges in front of the sun glow, thick middles are dim.
  const rim = smoothstep(0.3, 0.05, thickness) * near;
  blend(colour, palette.sun, 0.7 * rim, colour);
  // Distance reduces contrast: clouds near the horizon fade into the haze.
  const haze = smoothstep(0.2, 0.02, y);
  blend(colour, out, 0.75 * haze, colour);
  blend(out, colour, cover * 0.94, out);
}
