import { type Image, operations } from '@driftscape/client';
import { signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { openFile, type Source, sourceOf } from '../api/files.ts';
import { complain, notice } from './notice.ts';

/** The photo on the table, and what shows it. */
export interface OpenPhoto extends Image {
  source: Source;
}

export const photo = signal<OpenPhoto | null>(null);
/** Which share of a photo has left; null while none is being sent. */
export const sending = signal<{ name: string; share: number } | null>(null);

let current = new AbortController();

/** Sends a photo and puts it on the table. The one before stays there when this one is refused. */
export async function sendPhoto(file: File): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  notice.value = null;
  sending.value = { name: file.name, share: 0 };
  const onProgress = (share: number) => (sending.value = { name: file.name, share });
  try {
    const sent = await answerOf(driftscape.upload(file, { onProgress, signal }));
    place({ ...sent, source: sourceOf(file) });
  } catch (error) {
    complain(error);
  } finally {
    if (!signal.aborted) sending.value = null;
  }
}

/** Puts the photo that the page's address names on the table, so that a reload loses nothing. */
export async function reopenPhoto(): Promise<void> {
  const id = new URLSearchParams(location.hash.slice(1)).get('image');
  if (!id || photo.value) return;
  try {
    const { image } = await answerOf(driftscape.request(operations.image, { id }));
    if (!image) throw new Error('The photo of this URL is not here any more; choose one');
    place({ ...image, source: await openFile(image.url) });
  } catch (error) {
    complain(error);
  }
}

function place(next: OpenPhoto): void {
  photo.value?.source[Symbol.dispose]();
  history.replaceState(null, '', `#${new URLSearchParams({ image: next.id })}`);
  photo.value = next;
}

/** Height ÷ width of the photo on the table. */
export function aspectOf({ widthPixels, heightPixels }: Image): number {
  return heightPixels / widthPixels;
}
