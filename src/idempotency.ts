import { digestOf } from './digest.ts';
import { UserError, type UserErrorSubject } from './errors.ts';

/** A request that is safe to repeat: its key, and a digest of everything else in it. */
export interface KeyedRequest {
  key: string;
  digest: string;
}

const longestKey = 255;

/**
 * @param input the complete input of the request; the order of its fields does not matter
 * @throws UserError INVALID_INPUT unless the key has 1 to 255 printable ASCII characters
 */
export function keyRequest(key: string, input: unknown): KeyedRequest {
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > longestKey) {
    const message = `Expected an idempotency key of 1 to ${longestKey} printable ASCII characters, but received ${JSON.stringify(key.slice(0, 100))}; use a UUID, for example`;
    throw new UserError('INVALID_INPUT', message);
  }
  return { key, digest: digestOf(input) };
}

/**
 * Compares a request with the first one that used its key.
 * @param subject the object created by the first request
 * @throws UserError IDEMPOTENCY_CONFLICT if their inputs differ
 */
export function requireSameRequest(
  { key, digest }: KeyedRequest,
  firstDigest: string | null,
  subject: UserErrorSubject,
): void {
  if (digest === firstDigest) return;
  const message = `Expected the same input as when the idempotency key ${JSON.stringify(key)} was first used, but received another; use a new key for it`;
  throw new UserError('IDEMPOTENCY_CONFLICT', message, { subject });
}
