import { signal } from '@preact/signals';
import type { FoundRegion } from '../sketch/sketch.ts';

/** The found region whose name is pointed at; it shows in the picture. */
export const hinted = signal<FoundRegion | null>(null);

/** Whether the next click says what the camera moves towards. */
export const aimsCamera = signal(false);
