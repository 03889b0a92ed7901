import { UserError } from '../errors.ts';

/** The error for a key without a file. */
export function noFile(key: string, cause?: unknown): UserError {
  return new UserError('NOT_FOUND', `There is no file ${JSON.stringify(key)}; it may have been removed`, {
    cause,
  });
}
