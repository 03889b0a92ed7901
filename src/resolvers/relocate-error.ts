import { UserError } from '../errors.ts';

/** The same error, its path told from the API's input on; anything but a UserError as it is. */
export function relocateError(error: unknown, place: (error: UserError) => readonly string[]): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, message, isRetryable, subject } = error;
  return new UserError(code, message, { path: place(error), isRetryable, subject, cause: error });
}
