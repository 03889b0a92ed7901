import { randomBytes } from 'node:crypto';
import { sha256 } from '../digest.ts';

/** How long the address of an upload is good for. */
export const uploadLifetimeSeconds = 900; // 15 minutes
const tokenPrefix = 'dsu_';
const tokenBytes = 32;
/** What the secret in an address looks like: nothing else is worth a look-up. */
export const addressForm = new RegExp(`^${tokenPrefix}[\\w-]{43}$`);

/** A secret for the address of an upload, and what is stored of it: its hash, and until when it is good. */
export function newAddress() {
  const token = `${tokenPrefix}${randomBytes(tokenBytes).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + uploadLifetimeSeconds * 1000);
  return { token, tokenHash: sha256(token), expiresAt };
}
