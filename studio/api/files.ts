import { besidePage } from './address.ts';
import { answerOf, driftscape } from './driftscape.ts';
import { apiKey } from './key.ts';

/**
 * Fetches a file of the server, with the key where there is one.
 * @throws DriftscapeError when it is not there, or may not be fetched
 */
export async function fetchFile(url: string, signal?: AbortSignal): Promise<Blob> {
  return (await answerOf(driftscape.fetchFile(url, { signal }))).blob();
}

/** What an element can show: pages cannot send a key along with what `<video>` and `<img>` fetch. */
export interface Source extends Disposable {
  url: string;
}

/** @throws DriftscapeError as {@link fetchFile} */
export async function openFile(url: string, signal?: AbortSignal): Promise<Source> {
  if (!apiKey.value) return { url: besidePage(url), [Symbol.dispose]() {} };
  return sourceOf(await fetchFile(url, signal));
}

export function sourceOf(blob: Blob): Source {
  const url = URL.createObjectURL(blob);
  return { url, [Symbol.dispose]: () => URL.revokeObjectURL(url) };
}

/**
 * Saves a file under a name of the page's: the server's own name for it would win over a link's.
 * @throws DriftscapeError as {@link fetchFile}
 */
export async function saveFile(url: string, name: string): Promise<void> {
  const source = sourceOf(await fetchFile(url));
  const link = document.createElement('a');
  link.href = source.url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => source[Symbol.dispose](), 60_000);
}
