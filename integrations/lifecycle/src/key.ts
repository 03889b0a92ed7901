import { createHash } from 'node:crypto';

/**
 * The idempotency key of a picture: it depends on the bytes, because names and URLs stay the same when a picture is
 * replaced.
 */
export async function keyOf(site: string, id: number, photo: Blob, attempt: number): Promise<string> {
  const digest = createHash('sha256').update(Buffer.from(await photo.arrayBuffer()));
  return [site, id, digest.digest('hex').slice(0, 32), attempt].join('/');
}

/** @returns the id of the row that a key belongs to; undefined for keys of other clients */
export function rowOfKey(site: string, key: string): number | undefined {
  const rest = key.startsWith(`${site}/`) ? key.slice(site.length + 1).split('/') : [];
  return rest.length === 3 && /^\d+$/.test(rest[0]) ? Number(rest[0]) : undefined;
}
