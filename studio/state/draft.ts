import { computed, effect, signal, untracked } from '@preact/signals';
import { openFile, type Source } from '../api/files.ts';
import * as operations from '../api/operations.ts';
import { ApiError, expectSuccess, send } from '../api/send.ts';
import { randomKey } from '../api/upload.ts';
import { type Settings, settingsOf } from '../sketch/settings.ts';
import { complain, notice } from './notice.ts';
import { photo } from './photo.ts';
import { isLookedAt } from './scene.ts';
import { sketch } from './work.ts';

/** A small loop of what the settings come to. */
export interface Draft {
  imageId: string;
  source: Source;
  tookMs: number;
}

/** The newest; null until there is one. */
export const draft = signal<Draft | null>(null);
export const isDrafting = signal(false);

/** So long nothing may change before a draft is asked for. */
const pauseMs = 120;
/** A later draft of this page calls off the one before. */
const session = randomKey();

const wanted = computed(() => JSON.stringify(settingsOf(sketch.value)));

effect(() => {
  const imageId = photo.value?.id;
  // What is found is kept for drafts: both at once would take longer than one after the other.
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
    complain(error);
    // So many drafts a minute: the newest wish is asked for again, unless there is a newer one by then.
    const retryAfter = error instanceof ApiError ? error.retryAfter : undefined;
    if (!retryAfter) return;
    const timer = setTimeout(() => update(imageId, settings, signal), retryAfter * 1000);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  } finally {
    if (!signal.aborted) isDrafting.value = false;
  }
}

/** @throws ApiError when the settings are refused; DOMException AbortError */
export async function drawDraft(
  imageId: string,
  settings: Settings,
  session: string,
  signal: AbortSignal,
): Promise<Draft> {
  const { draftAnimation } = await send(
    operations.draftAnimation,
    { input: { imageId, settings, session } },
    signal,
  );
  const { draft } = expectSuccess(draftAnimation, 'DraftAnimationSuccess');
  return { imageId, source: await openFile(draft.videoUrl, signal), tookMs: draft.tookMs };
}
