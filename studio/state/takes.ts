import { operations } from '@driftscape/client';
import { effect, signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { settingsOf } from '../sketch/settings.ts';
import { reportError } from './notice.ts';
import { photo } from './photo.ts';
import { drawThumbnails } from './thumbnails.ts';
import { sketch } from './work.ts';

/** A variant of the photo's motion, by its seed. */
export interface Take {
  seed: number;
  degrees: number | null;
  speedPercent: number | null;
  /** Key of its small loop. */
  thumbnail: string;
}

const count = 4;

export const takes = signal<readonly Take[]>([]);

effect(() => {
  photo.value;
  takes.value = [];
});

/** Requests takes with the current settings, and draws them next to each other. */
export async function findTakes(): Promise<void> {
  const id = photo.value?.id;
  if (!id) return;
  const { seed: _, ...settings } = settingsOf(sketch.value);
  try {
    const { image } = await answerOf(driftscape.request(operations.variants, { id, count, settings }));
    const drawnOf = JSON.stringify(settings);
    takes.value = (image?.variants ?? []).map((variant) => ({
      ...variant,
      thumbnail: `take ${variant.seed} ${drawnOf}`,
    }));
    const choices = takes.value.map(({ seed, thumbnail }) => ({
      id: thumbnail,
      settings: { ...settings, seed },
    }));
    await drawThumbnails('takes', choices);
  } catch (error) {
    reportError(error);
  }
}
