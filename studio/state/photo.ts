import { type Image, operations } from '@driftscape/client';
import { signal } from '@preact/signals';
import { answerOf, driftscape } from '../api/driftscape.ts';
import { openFile, type Source, sourceOf } from '../api/files.ts';
import { notice, reportError } from './notice.ts';

/** The current photo, with its source for elements. */
export interface OpenPhoto extends Image {
  source: Source;
}

export const photo = signal<OpenPhoto | null>(null);
/** Uploaded share of a photo; null while none is being uploaded. */
export const sending = signal<{ name: string; share: number } | null>(null);

let current = new AbortController();

/** Uploads a photo and opens it. If it is rejected, the previous one stays open. */
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
    reportError(error);
  } finally {
    if (!signal.aborted) sending.value = null;
  }
}

/** Opens the photo named in the page's URL, so that a reload loses nothing. */
export async function reopenPhoto(): Promise<void> {
  const id = new URLSearchParams(location.hash.slice(1)).get('image');
  if (!id || photo.value) return;
  try {
    const { image } = await answerOf(driftscape.request(operations.image, { id }));
    if (!image) throw new Error('The photo of this URL is not here any more; choose one');
    place({ ...image, source: await openFile(image.url) });
  } catch (error) {
    reportError(error);
  }
}

function place(next: OpenPhoto): void {
  photo.value?.source[Symbol.dispose]();
  history.replaceState(null, '', `#${new URLSearchParams({ image: next.id })}`);
  photo.value = next;
}

/** Height ÷ width of the current photo. */
export function aspectOf({ widthPixels, heightPixels }: Image): number {
  return heightPixels / widthPixels;
}
