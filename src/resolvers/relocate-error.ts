import { UserError } from '../errors.ts';

/** The same error with its path relative to the API's input; anything but a UserError unchanged. */
export function relocateError(error: unknown, place: (error: UserError) => readonly string[]): unknown {
  if (!(error instanceof UserError)) return error;
  const { code, message, isRetryable, subject } = error;
  const path = place(error);
  return new UserError(code, named(message, error.path, path), { path, isRetryable, subject, cause: error });
}

/** A message that names a setting by its path: from `settings` on, as in the API. */
function named(message: string, engine: readonly string[], api: readonly string[]): string {
  const prefix = `${engine.join('.')}: `;
  const at = api.indexOf('settings') + 1;
  return at > 0 && message.startsWith(prefix)
    ? `${api.slice(at).join('.')}: ${message.slice(prefix.length)}`
    : message;
}
