import { open } from 'node:fs/promises';
import { isStorageFull, StorageUnavailable, UserError } from '../errors.ts';

/** Error codes of the operating system for a volume that is missing, read-only, broken or forbidden. */
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

/** True if an error of the operating system means that a volume cannot be used at the moment. */
export function isVolumeError(error: unknown): boolean {
  return volumeErrors.has((error as NodeJS.ErrnoException).code ?? '');
}

export function unavailable(cause: unknown): StorageUnavailable {
  const { message } = cause as Error;
  return new StorageUnavailable(`Stored files cannot be read or written: ${message}`, { cause });
}

/** Runs write operations and converts their errors. @throws UserError STORAGE_FULL; StorageUnavailable */
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

/** Flushes a file or folder to the disk, so that it survives a crash of the machine. */
export async function flush(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

function storageFull(cause: unknown): UserError {
  const message = 'The disk is full, so the file was not stored; free some space and try again';
  return new UserError('STORAGE_FULL', message, { isRetryable: true, cause });
}
