import { onPageOrigin } from './address.ts';
import { answerOf, driftscape } from './driftscape.ts';
import { apiKey } from './key.ts';

/**
 * Fetches a file of the server, with the API key if there is one.
 * @throws DriftscapeError if it does not exist, or access is denied
 */
export async function fetchFile(url: string, signal?: AbortSignal): Promise<Blob> {
  return (await answerOf(driftscape.fetchFile(url, { signal }))).blob();
}

/** A URL that elements can show: pages cannot add a key to the requests of `<video>` and `<img>`. */
export interface Source extends Disposable {
  url: string;
}

/** Fetches a file for an element. @throws DriftscapeError as {@link fetchFile} */
export async function openFile(url: string, signal?: AbortSignal): Promise<Source> {
  if (!apiKey.value) return { url: onPageOrigin(url), [Symbol.dispose]() {} };
  return sourceOf(await fetchFile(url, signal));
}

export function sourceOf(blob: Blob): Source {
  const url = URL.createObjectURL(blob);
  return { url, [Symbol.dispose]: () => URL.revokeObjectURL(url) };
}

/**
 * Saves a file under a given name: with a plain link, the server's name would take precedence.
 * @throws DriftscapeError as {@link fetchFile}
 */
export async function saveFile(url: string, name: string): Promise<void> {
  const source = sourceOf(await fetchFile(url));
  const link = document.createElement('a');
  link.href = source.url;
  link.download = name;
  link.click();
  // The browser reads it some time after the click.
  setTimeout(() => source[Symbol.dispose](), 60_000);
}
