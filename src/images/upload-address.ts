import { createHash, randomBytes } from 'node:crypto';

/** How long the address of an upload is good for. */
export const uploadLifetimeSeconds = 900; // 15 minutes
const tokenPrefix = 'dsu_';
const tokenBytes = 32;

/** A secret for the address of an upload, and what is stored of it: its hash, and until when it is good. */
export function newAddress() {
  const token = `${tokenPrefix}${randomBytes(tokenBytes).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + uploadLifetimeSeconds * 1000);
  return { token, tokenHash: hashOf(token), expiresAt };
}

/** SHA-256, in hexadecimal. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
