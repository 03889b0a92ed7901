import { open } from 'node:fs/promises';
import { isStorageFull, StorageUnavailable, UserError } from '../errors.ts';

/** What the operating system calls a volume that is gone, read-only, broken or forbidden. */
const volumeErrors = new Set([
  'EACCES',
  'EHOSTDOWN',
  'EIO',
  'ENODEV',
  'ENOTCONN',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
]);

/** Whether an error of the operating system says that a volume cannot be used for now. */
export function isVolumeError(error: unknown): boolean {
  return volumeErrors.has((error as NodeJS.ErrnoException).code ?? '');
}

export function unavailable(cause: unknown): StorageUnavailable {
  const { message } = cause as Error;
  return new StorageUnavailable(`Stored files cannot be read or written: ${message}`, { cause });
}

/** Runs operations that write. @throws UserError STORAGE_FULL; StorageUnavailable */
export async function writing<T>(operations: () => Promise<T>): Promise<T> {
  try {
    return await operations();
  } catch (cause) {
    if (isStorageFull(cause)) throw storageFull(cause);
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || isVolumeError(cause)) throw unavailable(cause);
    throw cause;
  }
}

/** Makes what was written safe from a crash of the machine. */
export async function flush(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

function storageFull(cause: unknown): UserError {
  const message = 'The disk is full, so the file was not stored; free some space and try again';
  return new UserError('STORAGE_FULL', message, { isRetryable: true, cause });
}
