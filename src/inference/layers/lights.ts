import { visitComponents } from '../grids/components.ts';
import { smoothstep } from '../grids/smoothstep.ts';
import type { Guide } from './guided-filter.ts';

/** Minimum lightness, 0 … 1, of a disc that counts as a light that blinds the camera. */
const blinding = 0.96;
/** Area of such a disc, as a share of the picture. */
const [smallest, largest] = [0.00005, 0.03];
/** Radii at which its glow is measured, and at which it has faded; and the limits of lightness there. */
const [near, far] = [1.6, 3.5];
const [glowing, faded] = [0.72, 0.9];
/** Clouds are static up to this radius, and drift freely beyond it plus this share of the guide's width. */
const [glow, slowing] = [1.05, 0.05];

/** A sun or a lamp in the sky: position and radius in points of a guide. */
export interface LightDisc {
  x: number;
  y: number;
  radius: number;
}

/**
 * Finds lights that stay in place while clouds pass: round discs of maximum brightness, with a glow that fades on all
 * sides. A white cloud is neither round nor does it fade evenly.
 *
 * @param sky how much of each point of the guide is sky, 0 … 1
 */
export function findLights({ width, height, planes: [r, g, b] }: Guide, sky: Float32Array): LightDisc[] {
  const lightness = (point: number) => (r[point] + 2 * g[point] + b[point]) / 4;
  const lights: LightDisc[] = [];
  visitComponents(
    width,
    height,
    (point) => sky[point] > 0.3 && lightness(point) > blinding,
    ({ pixels, left, right, top, bottom }) => {
      const share = pixels.length / (width * height);
      if (share < smallest || share > largest) return;
      const [across, down] = [right - left + 1, bottom - top + 1];
      const fills = pixels.length / ((Math.PI / 4) * across * down);
      if (fills < 0.65 || Math.max(across / down, down / across) > 2.2) return;
      const disc = { x: (left + right) / 2, y: (top + bottom) / 2, radius: Math.max(across, down) / 2 };
      if (fadesAllAround(disc, width, height, sky, lightness)) lights.push(disc);
    },
  );
  // There is only one sun: several such discs are clouds.
  return lights.length > 1 ? [] : lights;
}

function fadesAllAround(
  { x, y, radius }: LightDisc,
  width: number,
  height: number,
  sky: Float32Array,
  lightness: (point: number) => number,
): boolean {
  const directions = 12;
  let seen = 0;
  for (let i = 0; i < directions; i++) {
    const angle = (2 * Math.PI * i) / directions;
    const lightnessAt = (radii: number) => {
      const column = Math.round(x + radii * Math.max(radius, 3) * Math.cos(angle));
      const row = Math.round(y + radii * Math.max(radius, 3) * Math.sin(angle));
      if (column < 0 || row < 0 || column >= width || row >= height) return undefined;
      const point = row * width + column;
      return sky[point] < 0.5 ? undefined : lightness(point);
    };
    const [close, away] = [lightnessAt(near), lightnessAt(far)];
    if (close === undefined || away === undefined) continue;
    seen++;
    if (close < glowing || away > Math.min(faded, close)) return false;
  }
  return seen >= 3;
}

/** How freely the points of a grid of side² drift near lights of a guide, 0 … 1; undefined if there is no light. */
export function freedomNear(
  lights: readonly LightDisc[],
  guide: { width: number; height: number },
  side: number,
): Float32Array | undefined {
  if (lights.length === 0) return undefined;
  return Float32Array.from({ length: side * side }, (_, point) => {
    const x = ((point % side) * (guide.width - 1)) / (side - 1);
    const y = (Math.floor(point / side) * (guide.height - 1)) / (side - 1);
    return lights.reduce((freedom, light) => Math.min(freedom, freedomAt(light, x, y, guide.width)), 1);
  });
}

function freedomAt(light: LightDisc, x: number, y: number, width: number): number {
  const beyond = Math.hypot(x - light.x, y - light.y) - glow * Math.max(light.radius, 2);
  return smoothstep(0, slowing * width, beyond);
}
