import { visitComponents } from '../grids/components.ts';
import type { Guide } from './guided-filter.ts';

/** Lightness, 0 … 1, from which a disc is taken for a light that blinds the camera. */
const blinding = 0.96;
/** Area of such a disc, as a share of the picture. */
const [smallest, largest] = [0.00005, 0.03];
/** How much darker it must be all around, this many radii away, than at its edge. */
const [away, darker] = [3, 0.06];
/** The light's glow stays with it: up to the first radius as it is, beyond the second it may move. */
const [glow, free] = [1.3, 3];

/** A sun or a lamp before the sky: position and radius in points of a guide. */
export interface LightDisc {
  x: number;
  y: number;
  radius: number;
}

/**
 * Lights that stay where they are while clouds pass: round discs as bright as the camera can tell, with a glow that fades on all
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
      if (fills < 0.6 || Math.max(across / down, down / across) > 2.5) return;
      const disc = { x: (left + right) / 2, y: (top + bottom) / 2, radius: Math.max(across, down) / 2 };
      if (fadesAllAround(disc, width, height, sky, lightness)) lights.push(disc);
    },
  );
  return lights;
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
    const far = away * Math.max(radius, 3);
    const column = Math.round(x + far * Math.cos(angle));
    const row = Math.round(y + far * Math.sin(angle));
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const point = row * width + column;
    if (sky[point] < 0.5) continue;
    seen++;
    if (lightness(point) > blinding - darker) return false;
  }
  return seen >= 3;
}

/** How much of a place near a light may move: 0 at the light and in its glow, 1 far from it. */
export function freedomNear({ x, y, radius }: LightDisc, column: number, row: number): number {
  const distance = Math.hypot(column - x, row - y) / Math.max(radius, 2);
  const t = Math.max(0, Math.min(1, (distance - glow) / (free - glow)));
  return t * t * (3 - 2 * t);
}
