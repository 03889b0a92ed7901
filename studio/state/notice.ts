import { signal } from '@preact/signals';

/** What people are told for now: read out, and shown below the picture. */
export const notice = signal<{ text: string; isFault: boolean } | null>(null);

export function say(text: string): void {
  notice.value = { text, isFault: false };
}

/** What went wrong, unless it was called off on purpose. */
export function complain(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  notice.value = { text: error instanceof Error ? error.message : String(error), isFault: true };
}
