import { areaOf, strokesOf } from '../sketch/places.ts';
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
}

const opacity = { found: 0.35, mark: 0.4, selected: 0.6 };

/** Drawn areas, as long as their marks stay what they are and the picture its size. */
const drawn = new WeakMap<Mark, OffscreenCanvas>();
const masks = new WeakMap<Found, OffscreenCanvas>();

/** Draws found regions and painted areas over all of a canvas. */
export function drawOverlay(canvas: HTMLCanvasElement, { marks, selected, found, regions }: Shown): void {
  const { width, height } = canvas;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.clearRect(0, 0, width, height);
  for (const one of found) {
    if (!regions.has(one.region)) continue;
    context.globalAlpha = opacity.found;
    context.drawImage(maskOf(one), 0, 0, width, height);
  }
  for (const mark of marks) {
    context.globalAlpha = mark.id === selected ? opacity.selected : opacity.mark;
    const region = areaOf(mark);
    const one = mark.id === selected && found.find((candidate) => candidate.region === region);
    if (one && !regions.has(one.region)) context.drawImage(maskOf(one), 0, 0, width, height);
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
