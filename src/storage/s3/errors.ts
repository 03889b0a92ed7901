import { StorageUnavailable, UserError } from '../../errors.ts';

/** Error codes of a full bucket. */
const fullNames = new Set(['QuotaExceeded', 'InsufficientCapacity', 'XMinioStorageFull', 'StorageFull']);

/** Metadata that the SDK adds to error responses; network errors have less. */
interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number };
}

/**
 * Whether the server reports that the object does not exist; for a HEAD request it only says that something is missing.
 */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

export function isBeyondObject(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidRange';
}

/** Converts an error of a bucket request to an error of the storage. */
export function bucketError(location: string, cause: unknown): Error {
  if (cause instanceof UserError || cause instanceof StorageUnavailable || cause instanceof RangeError)
    return cause;
  const { name, message, $metadata } = cause as SdkError;
  if (fullNames.has(name) || $metadata?.httpStatusCode === 507) {
    const words =
      'The bucket is full, so the file was not stored; free some space or raise its quota, and try again';
    return new UserError('STORAGE_FULL', words, { isRetryable: true, cause });
  }
  const said = [name, message].filter((text) => text && text !== 'Error').join(': ');
  return new StorageUnavailable(`The bucket ${location} cannot be read or written: ${said}`, { cause });
}
