import { signal } from '@preact/signals';
import type { FoundRegion } from '../sketch/sketch.ts';

/** The detected region whose name is hovered or focused; it is highlighted in the picture. */
export const highlighted = signal<FoundRegion | null>(null);

/** Whether the next click sets the camera's target. */
export const aimsCamera = signal(false);
