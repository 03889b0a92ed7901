import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * SHA-256, in hexadecimal, of a value's JSON. The order of an object's fields does not matter, and fields that are null
 * or undefined are omitted; in an array both are null.
 */
export function digestOf(value: unknown): string {
  return sha256(JSON.stringify(sorted(value)));
}

/** SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).filter(([, field]) => field != null);
  fields.sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
