import { StorageUnavailable, UserError } from '../../errors.ts';

/** What servers call a bucket that takes no more. */
const fullNames = new Set(['QuotaExceeded', 'InsufficientCapacity', 'XMinioStorageFull', 'StorageFull']);

/** What the SDK says of an answer that was no success; of a connection that broke it says less. */
interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number };
}

/** Whether the server says that there is no such object; to a HEAD it says no more than that something is missing. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

export function isBeyondObject(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidRange';
}

/** What went wrong between this process and a bucket, in the storage's own terms. */
export function bucketError(location: string, cause: unknown): Error {
  if (cause instanceof UserError || cause instanceof StorageUnavailable || cause instanceof RangeError)
    return cause;
  const { name, message, $metadata } = cause as SdkError;
  if (fullNames.has(name) || $metadata?.httpStatusCode === 507) {
    const words =
      'The bucket takes no more, so the file was not stored; free some space or raise its quota, and try again';
    return new UserError('STORAGE_FULL', words, { isRetryable: true, cause });
  }
  const said = [name, message].filter((text) => text && text !== 'Error').join(': ');
  return new StorageUnavailable(`${location} cannot be read or written: ${said}`, { cause });
}
