import { createHash } from 'node:crypto';

/** Of one picture for all times: of its bytes, as names and addresses stay when another picture takes the place of one. */
export async function keyOf(site: string, id: number, photo: Blob, attempt: number): Promise<string> {
  const digest = createHash('sha256').update(Buffer.from(await photo.arrayBuffer()));
  return [site, id, digest.digest('hex').slice(0, 32), attempt].join('/');
}

/** @returns the row that a key belongs to; undefined where it is another client's */
export function rowOfKey(site: string, key: string): number | undefined {
  const rest = key.startsWith(`${site}/`) ? key.slice(site.length + 1).split('/') : [];
  return rest.length === 3 && /^\d+$/.test(rest[0]) ? Number(rest[0]) : undefined;
}
