import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Supported codings (RFC 9110 §8.4.1). Servers may use them without being asked. */
const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The codings of a `Content-Encoding` header, in the order of application; empty for uncompressed bytes. */
export function encodingsOf(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((value) => value.trim().toLowerCase())
    .filter((value) => value !== '' && value !== 'identity');
}

export function isDecoded(encoding: string): boolean {
  return encoding in decoders;
}

/** Decodes a stream. Reading fails if the bytes are damaged or truncated. */
export function decodeContent(body: Readable, encodings: readonly string[]): AsyncIterable<Uint8Array> {
  const steps = [...encodings].reverse().map((encoding) => decoders[encoding]());
  const last = steps[steps.length - 1];
  // Errors reach the reader through the last step, which is destroyed with them.
  pipeline([body, ...steps]).catch(() => {});
  return last;
}
