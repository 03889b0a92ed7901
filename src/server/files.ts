import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage, StoredFile } from '../storage/storage.ts';
import { redirectToStorage } from './direct-files.ts';
import { type Delivery, headersOf } from './file-headers.ts';
import { parseRange } from './range.ts';

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

/** The key in the rest of a URL's path; null if it is not properly encoded. */
function keyOf(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

async function describe(storage: Pick<Storage, 'describe'>, encodedKey: string): Promise<StoredFile | null> {
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
 * Answers a GET or HEAD request for a stored file: with the whole file, a range of it, or 304 if the client's copy is
 * still valid.
 * @param encodedKey the file's key, percent-encoded as in the URL.
 * @param delivery who may store a copy, and its file name
 */
export async function answerFile(
  storage: Pick<Storage, 'describe' | 'open' | 'direct'>,
  encodedKey: string,
  request: IncomingMessage,
  response: ServerResponse,
  delivery: Delivery,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'Files can only be fetched', { allow: 'GET, HEAD' });
  }
  const file = await describe(storage, encodedKey).catch((error) => {
    if (!(error instanceof UserError) || error.code !== 'UNSUPPORTED_IMAGE') throw error;
    refuse(response, 403, error.message);
  });
  if (file === undefined) return;
  if (!file) return refuse(response, 404, 'There is no file at this address');

  const headers = headersOf(file, delivery);
  // The same for all pages.
  response.removeHeader('vary');
  const asked = request.headers;
  if (isMatch(asked['if-none-match'], file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  if (await redirectToStorage(storage, file, headers, request, response)) return;
  // If the client began to fetch another version, a range of this one would be useless to it.
  const isSameFile = asked['if-range'] === undefined || asked['if-range'] === file.etag;
  // Ranges are only defined for GET (RFC 9110 §14.2).
  const wanted = isSameFile && request.method === 'GET' ? asked.range : undefined;
  const range = parseRange(wanted, file.sizeBytes);
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
