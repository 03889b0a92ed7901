import type { UserErrorCode } from '../../error-codes.ts';
import { StorageUnavailable, systemCodeOf, UserError } from '../../errors.ts';
import type { Failure } from '../events/events.ts';

/** Codes of transient errors: they may not recur with the same input. */
const transientCodes: readonly UserErrorCode[] = ['ENGINE_CRASHED', 'STORAGE_FULL'];

/** Transient errors of the operating system: disks, networks and memory. */
const transientSystemCodes = new Set([
  'EAGAIN',
  'EBUSY',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDQUOT',
  'EHOSTUNREACH',
  'EIO',
  'EMFILE',
  'ENETUNREACH',
  'ENFILE',
  // A file that existed when the rendering started: its volume was temporarily away.
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENXIO',
  'EPIPE',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
]);

/**
 * The message of a transient fault if no attempts are left; otherwise the animation is retried. Null for every other
 * error.
 */
export function transientFault(error: unknown): Failure | null {
  if (error instanceof UserError) {
    const { code, message } = error;
    return transientCodes.includes(code) ? { code, message, isRetryable: true } : null;
  }
  if (error instanceof StorageUnavailable) {
    const message = 'Its photo or video could not be read or written in storage; see the log';
    return { code: 'INTERNAL', message, isRetryable: true };
  }
  const code = systemCodeOf(error);
  if (!code || !transientSystemCodes.has(code)) return null;
  const message = `Files could not be read or written (${code}); see the log`;
  return { code: 'INTERNAL', message, isRetryable: true };
}

/** The process that rendered died, alone or with its engine. */
export const died: Failure = {
  code: 'ENGINE_CRASHED',
  message:
    'The process that rendered it ended unexpectedly; if that continues, try a smaller width, or another photo',
  isRetryable: true,
};

export const endNotStored: Failure = {
  code: 'INTERNAL',
  message: 'Its end could not be stored; see the log',
  isRetryable: true,
};
