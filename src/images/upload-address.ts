import { randomBytes } from 'node:crypto';
import { sha256 } from '../digest.ts';

/** Lifetime of the URL of an upload. */
export const uploadLifetimeSeconds = 900; // 15 minutes
const tokenPrefix = 'dsu_';
const tokenBytes = 32;
/** Format of the secret in a URL; anything else is rejected without a look-up. */
export const addressForm = new RegExp(`^${tokenPrefix}[\\w-]{43}$`);

/** A secret for the URL of an upload, and its stored form: its hash, and its expiry. */
export function newAddress() {
  const token = `${tokenPrefix}${randomBytes(tokenBytes).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + uploadLifetimeSeconds * 1000);
  return { token, tokenHash: sha256(token), expiresAt };
}
