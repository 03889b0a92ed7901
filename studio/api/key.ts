import { signal } from '@preact/signals';

const place = 'driftscape-key';

/** The API key, if the server requires one; kept until the tab is closed. */
export const apiKey = signal(sessionStorage.getItem(place));

/** Whether the server has rejected the page because of its API key. */
export const isKeyRejected = signal(false);

export function saveKey(key: string): void {
  sessionStorage.setItem(place, key);
  apiKey.value = key;
  isKeyRejected.value = false;
}

export function forgetKey(): void {
  sessionStorage.removeItem(place);
  apiKey.value = null;
  isKeyRejected.value = true;
}
