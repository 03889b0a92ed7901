import { UserError } from '../errors.ts';

/**
 * The same error with its path relative to the API's input; anything but a UserError unchanged.
 * @param say the message in the API's names; default: the message of the error
 */
export function relocateError(
  error: unknown,
  place: (error: UserError) => readonly string[],
  say = ({ message }: UserError) => message,
): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, isRetryable, subject } = error;
  return new UserError(code, say(error), { path: place(error), isRetryable, subject, cause: error });
}
