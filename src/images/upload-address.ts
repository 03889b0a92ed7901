import { randomBytes } from 'node:crypto';
import { sha256 } from '../digest.ts';

/** Lifetime of the URL of an upload. */
export const uploadLifetimeSeconds = 900; // 15 minutes
const tokenPrefix = 'dsu_';
const idBytes = 16;
const secretBytes = 32;
/** Format of the token in a URL; anything else is rejected without a look-up. */
const form = new RegExp(`^${tokenPrefix}([\\w-]{64})$`);

/**
 * A token for the URL of an upload, and its stored form: its hash, and its expiry. The token contains the upload's id, so
 * that one which was replaced is recognised, and a secret.
 * @param id row id of the upload
 */
export function newAddress(id: string) {
  const bytes = Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), randomBytes(secretBytes)]);
  const token = `${tokenPrefix}${bytes.toString('base64url')}`;
  const expiresAt = new Date(Date.now() + uploadLifetimeSeconds * 1000);
  return { token, tokenHash: sha256(token), expiresAt };
}

/** The row id in the token of an upload; null if the token has another format. */
export function uploadIdIn(token: string): string | null {
  const [, encoded] = form.exec(token) ?? [];
  if (encoded === undefined) return null;
  const hex = Buffer.from(encoded, 'base64url').toString('hex', 0, idBytes);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
