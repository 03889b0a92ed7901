import { computed, effect, signal } from '@preact/signals';
import type { Edited } from '../sketch/edit.ts';
import { changed, type History, newHistory, redone, undone } from '../sketch/history.ts';
import { emptySketch, type Sketch, type VideoChoices } from '../sketch/sketch.ts';
import { reportError } from './notice.ts';
import { photo } from './photo.ts';

const history = signal<History<Sketch>>(newHistory(emptySketch));

/** The user's current choices for the photo. */
export const sketch = computed(() => history.value.present);
export const mayUndo = computed(() => history.value.past.length > 0);
export const mayRedo = computed(() => history.value.future.length > 0);
/** Id of the selected mark. */
export const selected = signal<number | null>(null);

/** Changes the sketch. @param tag for changes in many small steps, such as a slider's */
export function change(next: Sketch, tag: string | null = null): void {
  history.value = changed(history.value, next, tag);
}

export function changeVideo(choices: Partial<VideoChoices>, tag: string | null = null): void {
  change({ ...sketch.value, video: { ...sketch.value.video, ...choices } }, tag);
}

export function take({ sketch: next, selected: id, refusal }: Edited): void {
  if (refusal) {
    reportError(new Error(refusal));
    return;
  }
  change(next);
  selected.value = id;
}

export function undo(): void {
  history.value = undone(history.value);
}

export function redo(): void {
  history.value = redone(history.value);
}

const placeOf = (imageId: string) => `driftscape-sketch-${imageId}`;

let opened: string | undefined;

/** Each photo has its own sketch, kept until the tab is closed. */
effect(() => {
  const id = photo.value?.id;
  const present = sketch.value;
  if (!id) return;
  if (id === opened) return sessionStorage.setItem(placeOf(id), JSON.stringify(present));
  opened = id;
  selected.value = null;
  history.value = newHistory(kept(id));
});

function kept(id: string): Sketch {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(id)) ?? 'null') ?? emptySketch;
  } catch {
    return emptySketch;
  }
}
