import { signal } from '@preact/signals';

const place = 'driftscape-key';

/** What lets the page in where the server asks for it; kept until the tab is closed. */
export const apiKey = signal(sessionStorage.getItem(place));

/** Whether the server has turned the page away for want of a good key. */
export const isTurnedAway = signal(false);

export function keepKey(key: string): void {
  sessionStorage.setItem(place, key);
  apiKey.value = key;
  isTurnedAway.value = false;
}

export function forgetKey(): void {
  sessionStorage.removeItem(place);
  apiKey.value = null;
  isTurnedAway.value = true;
}
