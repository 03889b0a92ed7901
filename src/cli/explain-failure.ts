import { UserError } from '../errors.ts';

/** One line about what ended a command; the trace of a defect, which no user can mend, stands below it. */
export function explainFailure(error: unknown): string {
  if (isOutOfMemory(error)) {
    return `OUT_OF_MEMORY: Expected enough memory, but there is too little; ask for a smaller video or free some (${error.message})`;
  }
  if (error instanceof UserError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const { code, message } = error as NodeJS.ErrnoException;
  // What the operating system refuses: its message says what, and to whom.
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? message : (error.stack ?? message);
}

/** Whether an error, or one of its causes, is that no memory was left: libraries have many words for it. */
function isOutOfMemory(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, message, cause } = error as NodeJS.ErrnoException;
  const isItself =
    code === 'ENOMEM' || /out of memory|bad[ _]alloc|allocation failed|cannot allocate/i.test(message);
  return isItself || isOutOfMemory(cause);
}
