import { newKey } from '@driftscape/client';
import { effect, signal } from '@preact/signals';
import type { Source } from '../api/files.ts';
import type { Settings } from '../sketch/settings.ts';
import { drawDraft } from './draft.ts';
import { reportError } from './notice.ts';
import { photo } from './photo.ts';

/** Small loops of choices, made from the photo itself, by their ids. */
export const thumbnails = signal<ReadonlyMap<string, Source>>(new Map());
/** The group being drawn; null: none. */
export const drawing = signal<string | null>(null);

const session = newKey();
let stop = new AbortController();

/** A choice with its settings. @param id unique among all choices */
export interface Choice {
  id: string;
  settings: Settings;
}

/** Draws choices one after another. Starting another group ends the previous one. */
export async function drawThumbnails(group: string, choices: readonly Choice[]): Promise<void> {
  const image = photo.value;
  if (!image) return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  drawing.value = group;
  try {
    for (const { id, settings } of choices) {
      if (thumbnails.value.has(id)) continue;
      const { source } = await drawDraft(image.id, settings, session, signal);
      thumbnails.value = new Map(thumbnails.value).set(id, source);
    }
  } catch (error) {
    if (!signal.aborted) reportError(error);
  } finally {
    if (!signal.aborted) drawing.value = null;
  }
}

/** A new photo needs new thumbnails. */
effect(() => {
  photo.value;
  return () => {
    stop.abort();
    drawing.value = null;
    for (const source of thumbnails.peek().values()) source[Symbol.dispose]();
    thumbnails.value = new Map();
  };
});
