import { type AnimationEnded, type AnimationEvent, type DataOf, operations } from '@driftscape/client';
import { effect, signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { type Settings, settingsOf } from '../sketch/settings.ts';
import { reportError, showNotice } from './notice.ts';
import { photo } from './photo.ts';
import { changesOf, type Progress } from './progress.ts';
import { sketch } from './work.ts';

type Report = NonNullable<DataOf<typeof operations.report>['animation']>['report'];

/** A finished video and its recipe. */
export interface Result {
  animation: AnimationEnded['animation'];
  /** Its notices and costs. */
  report: Report;
  imageId: string;
  settings: Settings;
}

/** Width of the video; null: the server's default, usually the photo's own. */
export const width = signal<number | null>(null);
export const progress = signal<Progress | null>(null);
export const result = signal<Result | null>(null);
/** Whether the result is open. */
export const showsResult = signal(false);

effect(() => {
  photo.value;
  result.value = null;
});

/** Renders the full video, and follows its progress to the end. */
export async function render(): Promise<void> {
  const imageId = photo.value?.id;
  if (!imageId || progress.value) return;
  const settings = settingsOf(sketch.value, width.value);
  progress.value = { id: '', words: 'asking', share: null, preview: null };
  try {
    const { id } = await answerOf(driftscape.animate(imageId, settings));
    progress.value = { id, words: 'waiting', share: null, preview: null };
    const { status, failure, animation } = await answerOf(follow(id));
    if (status === 'CANCELED') return showNotice('The rendering was cancelled');
    if (!animation.video) throw new Error(failure?.message ?? 'The rendering has failed');
    const made = await answerOf(driftscape.request(operations.report, { id }));
    result.value = { animation, report: made.animation?.report ?? null, imageId, settings };
    showsResult.value = true;
    showNotice('The video is ready');
  } catch (error) {
    reportError(error);
  } finally {
    progress.value = null;
  }
}

export async function cancelRender(): Promise<void> {
  const { id } = progress.value ?? {};
  if (id) await answerOf(driftscape.cancel(id)).catch(reportError);
}

/** Shows every event of an animation. @returns the last */
async function follow(id: string): Promise<AnimationEnded> {
  for await (const event of driftscape.follow(id)) {
    show(event);
    if (event.__typename === 'AnimationEnded') return event;
  }
  throw new Error('Expected an end of the animation');
}

function show(event: AnimationEvent): void {
  if (!progress.value) return;
  progress.value = { ...progress.value, ...changesOf(event) };
}
