import { UserError } from '../errors.ts';

/** The same error with its path relative to the API's input; anything but a UserError unchanged. */
export function relocateError(error: unknown, place: (error: UserError) => readonly string[]): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, message, isRetryable, subject } = error;
  return new UserError(code, message, { path: place(error), isRetryable, subject, cause: error });
}
