import { besidePage } from './address.ts';
import * as operations from './operations.ts';
import { ApiError, expectSuccess, send } from './send.ts';

export interface Photo {
  id: string;
  name: string;
  widthPixels: number;
  heightPixels: number;
  url: string;
}

/**
 * Sends a photo, as it is.
 * @param onProgress hears which share of it has left
 * @throws ApiError with words for people when it is refused
 */
export async function uploadPhoto(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Photo> {
  const input = {
    name: file.name,
    contentType: file.type,
    sizeBytes: file.size,
    idempotencyKey: randomKey(),
  };
  const { createUpload } = await send(operations.createUpload, { input }, signal);
  const { upload } = expectSuccess(createUpload, 'CreateUploadSuccess');
  await put(besidePage(upload.url), upload.headers, file, onProgress, signal);
  const { completeUpload } = await send(operations.completeUpload, { id: upload.id }, signal);
  return expectSuccess(completeUpload, 'CompleteUploadSuccess').image;
}

/** `fetch` does not say how far it is. */
function put(
  url: string,
  headers: readonly { name: string; value: string }[],
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  for (const { name, value } of headers) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
  request.onload = () => {
    if (request.status < 300) resolve();
    else
      reject(
        new ApiError(request.responseText.trim() || `The server answered with status ${request.status}`),
      );
  };
  request.onerror = () => reject(new ApiError('The photo could not be sent; try again'));
  request.onabort = () => reject(signal.reason);
  signal.addEventListener('abort', () => request.abort(), { once: true });
  request.send(file);
  return promise;
}

/** `crypto.randomUUID` is there on secure pages alone. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
