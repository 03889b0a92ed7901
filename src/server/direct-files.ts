import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Storage, StoredFile } from '../storage/storage.ts';

/** How long a client may go to the same address without asking again, in seconds: less than it is good for. */
const redirectSeconds = 600;

/**
 * Sends whoever may have a file to the storage's own address of it, where the settings want that.
 * @param headers what the file would be answered with here
 * @returns whether the request has been answered with that
 */
export async function redirectToStorage(
  { direct }: Pick<Storage, 'direct'>,
  { key, contentType }: StoredFile,
  headers: OutgoingHttpHeaders,
  { method }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  // An address is signed for one method.
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
