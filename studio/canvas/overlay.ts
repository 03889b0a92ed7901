import { strokesOf } from '../sketch/places.ts';
import type { FoundRegion, Mark } from '../sketch/sketch.ts';
import type { Found } from '../state/scene.ts';
import { drawnArea, tinted } from './paint.ts';
import { foundTints, tintOf } from './tints.ts';

export interface Shown {
  marks: readonly Mark[];
  selected: number | null;
  found: readonly Found[];
  /** Which found regions show. */
  regions: ReadonlySet<FoundRegion>;
  isPainting: boolean;
}

/** While a brush is in hand, and while people watch what moves below. */
const opacities = {
  painting: { mark: 0.4, selected: 0.55 },
  watching: { mark: 0.15, selected: 0.3 },
};
const foundOpacity = 0.35;

/** Drawn areas, as long as their marks stay what they are and the picture its size. */
const drawn = new WeakMap<Mark, OffscreenCanvas>();
const masks = new WeakMap<Found, OffscreenCanvas>();

/** Draws found regions and painted areas over all of a canvas. */
export function drawOverlay(
  canvas: HTMLCanvasElement,
  { marks, selected, found, regions, isPainting }: Shown,
): void {
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.clearRect(0, 0, width, height);
  const opacity = isPainting ? opacities.painting : opacities.watching;
  for (const one of found) {
    if (!regions.has(one.region)) continue;
    context.globalAlpha = foundOpacity;
    context.drawImage(maskOf(one), 0, 0, width, height);
  }
  for (const mark of marks) {
    context.globalAlpha = mark.id === selected ? opacity.selected : opacity.mark;
    if (strokesOf(mark).length > 0) context.drawImage(areaDrawn(mark, width, height), 0, 0);
  }
}

function maskOf(one: Found): OffscreenCanvas {
  const mask = masks.get(one) ?? tinted(one.mask, foundTints[one.region]);
  masks.set(one, mask);
  return mask;
}

function areaDrawn(mark: Mark, width: number, height: number): OffscreenCanvas {
  const known = drawn.get(mark);
  if (known?.width === width && known.height === height) return known;
  const feather = mark.type === 'anchor' ? 0 : mark.feather;
  const area = drawnArea(strokesOf(mark), feather, tintOf(mark), { width, height });
  drawn.set(mark, area);
  return area;
}
