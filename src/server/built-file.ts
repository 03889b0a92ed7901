import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { acceptedCodings } from './accepted-codings.ts';

/** A generated file in memory, also compressed. */
export interface BuiltFile {
  type: string;
  etag: string;
  /** Compressed variants by coding, the smallest first, then `identity`. */
  bodies: ReadonlyMap<string, Buffer>;
}

/** @param compressed its variants by coding, the smallest first */
export function builtFile(
  type: string,
  plain: Buffer,
  compressed: Iterable<[coding: string, body: Buffer]>,
): BuiltFile {
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  // Weak: it identifies the content in any coding.
  return { type, etag: `W/"${digest}"`, bodies: new Map([...compressed, ['identity', plain]]) };
}

/**
 * Answers a GET or HEAD request for a file, in the smallest coding that the client accepts, or with 304.
 * @param headers of both; the caller's `vary` has to contain `accept-encoding`
 */
export function sendBuilt(
  { type, etag, bodies }: BuiltFile,
  headers: OutgoingHttpHeaders,
  { method, headers: asked }: IncomingMessage,
  response: ServerResponse,
): void {
  const kept = { ...headers, etag };
  if (asked['if-none-match'] === etag) {
    response.writeHead(304, kept).end();
    return;
  }
  const [coding = 'identity'] = acceptedCodings(asked['accept-encoding'], [...bodies.keys()]);
  const body = bodies.get(coding) as Buffer;
  response.writeHead(200, {
    ...kept,
    'content-type': type,
    'content-length': body.length,
    ...(coding !== 'identity' && { 'content-encoding': coding }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}
