import { strokesOf } from '../sketch/places.ts';
import type { FoundRegion, Mark } from '../sketch/sketch.ts';
import type { Found } from '../state/scene.ts';
import { drawnArea, tinted } from './paint.ts';
import { foundTints, tintOf } from './tints.ts';

export interface Shown {
  marks: readonly Mark[];
  selected: number | null;
  found: readonly Found[];
  /** Which detected regions are shown. */
  regions: ReadonlySet<FoundRegion>;
  isPainting: boolean;
}

/** With a brush selected, and while users watch the loop below. */
const opacities = {
  painting: { mark: 0.4, selected: 0.55 },
  watching: { mark: 0.15, selected: 0.3 },
};
const foundOpacity = 0.35;

/** Drawn areas, cached while their marks and the picture's size do not change. */
const drawn = new WeakMap<Mark, OffscreenCanvas>();
const masks = new WeakMap<Found, OffscreenCanvas>();

/** Draws detected regions and painted areas over the whole canvas. */
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
