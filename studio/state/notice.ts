import { signal } from '@preact/signals';

/** The current message: shown below the picture and announced by screen readers. */
export const notice = signal<{ text: string; isFault: boolean } | null>(null);

export function showNotice(text: string): void {
  notice.value = { text, isFault: false };
}

/** Shows an error, unless it is an intended abort. */
export function reportError(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  notice.value = { text: error instanceof Error ? error.message : String(error), isFault: true };
}
