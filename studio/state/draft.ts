import { DriftscapeError, expectSuccess, newKey, operations } from '@driftscape/client';
import { computed, effect, signal, untracked } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { openFile, type Source } from '../api/files.ts';
import { type Settings, settingsOf } from '../sketch/settings.ts';
import { notice, reportError } from './notice.ts';
import { photo } from './photo.ts';
import { isLookedAt } from './scene.ts';
import { sketch } from './work.ts';

/** A small loop with the current settings. */
export interface Draft {
  imageId: string;
  source: Source;
  tookMs: number;
}

/** The newest draft; null until there is one. */
export const draft = signal<Draft | null>(null);
export const isDrafting = signal(false);

/** How long settings must be unchanged before a draft is requested. */
const pauseMs = 120;
/** A later draft of this page supersedes the previous one. */
const session = newKey();

const wanted = computed(() => JSON.stringify(settingsOf(sketch.value)));

effect(() => {
  const imageId = photo.value?.id;
  // Detection results are kept for drafts, so doing one after the other is faster than both at once.
  if (!imageId || !isLookedAt.value) return;
  const settings = JSON.parse(wanted.value) as Settings;
  const stop = new AbortController();
  const timer = setTimeout(
    () => update(imageId, settings, stop.signal),
    untracked(() => (draft.value ? pauseMs : 0)),
  );
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
});

async function update(imageId: string, settings: Settings, signal: AbortSignal): Promise<void> {
  isDrafting.value = true;
  try {
    const next = await drawDraft(imageId, settings, session, signal);
    const before = draft.value;
    draft.value = next;
    // It stays on screen until the next one can be shown.
    setTimeout(() => before?.source[Symbol.dispose](), 5_000);
    if (notice.value?.isFault) notice.value = null;
  } catch (error) {
    if (signal.aborted) return;
    reportError(error);
    // Rate limit: request it again later, unless there is a newer request by then.
    const retryAfter = error instanceof DriftscapeError ? error.retryAfterSeconds : undefined;
    if (!retryAfter) return;
    const timer = setTimeout(() => update(imageId, settings, signal), retryAfter * 1000);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  } finally {
    if (!signal.aborted) isDrafting.value = false;
  }
}

/** Requests a draft. @throws DriftscapeError if the settings are rejected; DOMException AbortError */
export async function drawDraft(
  imageId: string,
  settings: Settings,
  session: string,
  signal: AbortSignal,
): Promise<Draft> {
  const input = { imageId, settings, session };
  const { draftAnimation } = await answerOf(
    driftscape.request(operations.draftAnimation, { input }, { signal }),
  );
  const { draft } = expectSuccess(draftAnimation);
  return { imageId, source: await openFile(draft.videoUrl, signal), tookMs: draft.tookMs };
}
