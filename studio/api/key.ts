import { signal } from '@preact/signals';

const place = 'driftscape-key';

/** The API key, if the server requires one; kept until the tab is closed. */
export const apiKey = signal(sessionStorage.getItem(place));

/** Whether the server has rejected the page because of its API key. */
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
