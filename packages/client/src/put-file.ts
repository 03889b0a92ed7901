import { unreachable } from './send.ts';

interface PutOptions {
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  fetch?: typeof fetch;
}

interface PutAnswer {
  status: number;
  text: string;
}

type Headers = readonly { name: string; value: string }[];

/** Sends bytes unchanged. @throws DriftscapeError if there is no response; the reason of `signal` when it aborts */
export function putFile(url: string, headers: Headers, file: Blob, options: PutOptions): Promise<PutAnswer> {
  // In browsers only XMLHttpRequest reports upload progress.
  const isPage = typeof XMLHttpRequest !== 'undefined' && options.fetch === undefined;
  return (isPage && options.onProgress ? putInPage : putByFetch)(url, headers, file, options);
}

async function putByFetch(
  url: string,
  headers: Headers,
  file: Blob,
  { onProgress, signal, fetch: put = fetch }: PutOptions,
): Promise<PutAnswer> {
  onProgress?.(0);
  const response = await put(url, {
    method: 'PUT',
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: file,
    signal,
  }).catch(lost(url, signal));
  onProgress?.(1);
  const text = await response.text().catch(lost(url, signal));
  return { status: response.status, text: text.trim() };
}

function putInPage(url: string, headers: Headers, file: Blob, { onProgress, signal }: PutOptions) {
  const { promise, resolve, reject } = Promise.withResolvers<PutAnswer>();
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  for (const { name, value } of headers) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(loaded / total);
  request.onload = () => resolve({ status: request.status, text: request.responseText.trim() });
  request.onerror = () => {
    try {
      lost(url, signal)();
    } catch (error) {
      reject(error);
    }
  };
  request.onabort = () => reject(signal?.reason);
  signal?.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  return promise;
}

// The URL is secret: whoever has it can send a photo. In a page, it may be relative.
const lost = (url: string, signal?: AbortSignal) =>
  unreachable(
    `The photo could not be sent to ${URL.canParse(url) ? new URL(url).origin : 'the server'}`,
    signal,
  );
