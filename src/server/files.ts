import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import { draftFolder } from '../owned-keys.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage, StoredFile } from '../storage/storage.ts';
import { redirectToStorage } from './direct-files.ts';
import { parseRange } from './range.ts';

/** Headers of a file that never changes under its name. @param isPrivate only who asked may keep a copy */
export function headersOf(
  { key, contentType, etag }: Pick<StoredFile, 'key' | 'contentType' | 'etag'>,
  isPrivate: boolean,
): OutgoingHttpHeaders {
  // Only pictures and videos may open in a browser: anything else could run as a page of this site.
  const disposition = /^(?:image\/(?!svg)|video\/)/.test(contentType) ? 'inline' : 'attachment';
  return {
    'content-type': contentType,
    'content-disposition': `${disposition}; filename="${key.slice(key.lastIndexOf('/') + 1)}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    // A key never gets other bytes, so what was fetched once stays good; a draft is soon wanted no more.
    'cache-control': `${isPrivate ? 'private' : 'public'}, max-age=${key.startsWith(`${draftFolder}/`) ? 600 : 31536000}, immutable`,
    etag,
    'accept-ranges': 'bytes',
    // Pages of other sites may show and fetch what they know the address of.
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'accept-ranges, content-length, content-range, etag',
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** Weak comparison of an If-None-Match header with an entity tag (RFC 9110 §13.1.2). */
export function isMatch(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
}

export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
) {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(`${message}\n`);
}

/** The key in the rest of a URL's path; null when it is not properly encoded. */
function keyOf(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

async function describe(storage: Storage, encodedKey: string): Promise<StoredFile | null> {
  const key = keyOf(encodedKey);
  if (key === null || key.startsWith(`${waitingFolder}/`)) return null;
  try {
    return await storage.describe(key);
  } catch (error) {
    if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

/**
 * Answers a GET or HEAD request for a stored file: whole, a range of it, or that the client's copy is still good.
 * @param encodedKey the file's key, percent-encoded as in the URL.
 * @param options.isPrivate only who asked may keep a copy, not a cache on the way.
 */
export async function answerFile(
  storage: Storage,
  encodedKey: string,
  request: IncomingMessage,
  response: ServerResponse,
  { isPrivate }: { isPrivate: boolean },
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'Files can only be fetched', { allow: 'GET, HEAD' });
  }
  const file = await describe(storage, encodedKey);
  if (!file) return refuse(response, 404, 'There is no file at this address');

  const headers = headersOf(file, isPrivate);
  const asked = request.headers;
  if (isMatch(asked['if-none-match'], file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  if (await redirectToStorage(storage, file, headers, request, response)) return;
  // A range of other bytes than those the client has begun to fetch would be of no use to it.
  const isSameFile = asked['if-range'] === undefined || asked['if-range'] === file.etag;
  const range = parseRange(isSameFile ? asked.range : undefined, file.sizeBytes);
  if (range === 'unsatisfiable') {
    return refuse(response, 416, `The file has ${file.sizeBytes} bytes`, {
      'content-range': `bytes */${file.sizeBytes}`,
    });
  }
  const body = request.method === 'GET' ? await storage.open(file.key, range ?? undefined) : null;
  if (range) {
    headers['content-range'] = `bytes ${range.start}-${range.end}/${file.sizeBytes}`;
    headers['content-length'] = range.end - range.start + 1;
  } else {
    headers['content-length'] = file.sizeBytes;
  }
  response.writeHead(range ? 206 : 200, headers);
  if (body) await pipeline(body.stream, response);
  else response.end();
}
