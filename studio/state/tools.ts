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

/** Of brush and eraser, a share of the width. */
export const brushRadius = signal(0.03);
/** Width of the soft edge of what is painted next, a share of the width. */
export const brushFeather = signal(usualFeather);
/** What the next painted region counts as. */
export const brushAs = signal<DrawnLike | null>(null);

/** Whether what was found shows as tints. */
export const showsFound = signal(false);
/** Whether marks show. */
export const showsMarks = signal(true);
/** Whether the photo shows in place of the draft. */
export const showsPhoto = signal(false);

/** By so much a key changes the brush. */
const step = 1.25;

export function growBrush(isLarger: boolean): void {
  const radius = brushRadius.value * (isLarger ? step : 1 / step);
  brushRadius.value = Math.min(Math.max(radius, 0.004), 0.2);
}
