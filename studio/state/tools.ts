import { signal } from '@preact/signals';
import type { Tool } from '../sketch/gesture.ts';
import { type DrawnLike, usualFeather } from '../sketch/sketch.ts';

export const tools = [
  'select',
  'freeze',
  'region',
  'erase',
  'arrow',
  'anchor',
] as const satisfies readonly Tool[];

export const tool = signal<Tool>('select');

/** Radius of brush and eraser, as a share of the width. */
export const brushRadius = signal(0.03);
/** Width of the soft edge of newly painted areas, as a share of the width. */
export const brushFeather = signal(usualFeather);
/** What the next painted region counts as. */
export const brushAs = signal<DrawnLike | null>(null);

/** Whether detected regions are tinted. */
export const showsFound = signal(false);
/** Whether marks are shown. */
export const showsMarks = signal(true);
/** Whether the photo is shown instead of the draft. */
export const showsPhoto = signal(false);

/** Factor by which a key changes the brush. */
const step = 1.25;

export function resizeBrush(isLarger: boolean): void {
  const radius = brushRadius.value * (isLarger ? step : 1 / step);
  brushRadius.value = Math.min(Math.max(radius, 0.004), 0.2);
}
