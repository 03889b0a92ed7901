import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Storage, StoredFile } from '../storage/storage.ts';

/** How long a client may reuse the redirect, in seconds: shorter than the URL is valid. */
const redirectSeconds = 600;

/**
 * Redirects an authorized client to the file's URL in the storage, if the settings say so.
 * @param headers headers with which this server would send the file
 * @returns whether the request has been answered
 */
export async function redirectToStorage(
  { direct }: Pick<Storage, 'direct'>,
  { key, contentType }: StoredFile,
  headers: OutgoingHttpHeaders,
  { method }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  // A presigned URL is valid for one method.
  if (method !== 'GET' || !direct?.forFetching) return false;
  const location = await direct.forFetching(key, {
    contentType,
    contentDisposition: String(headers['content-disposition']),
    cacheControl: String(headers['cache-control']),
  });
  response.writeHead(302, {
    location,
    'cache-control': `private, max-age=${redirectSeconds}`,
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  response.end();
  return true;
}
