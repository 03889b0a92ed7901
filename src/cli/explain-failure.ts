import { UserError } from '../errors.ts';

/** Describes in one line why a command failed. For a bug, which users cannot fix, the stack trace follows. */
export function explainFailure(error: unknown): string {
  if (isOutOfMemory(error)) {
    return `OUT_OF_MEMORY: This machine has too little free memory; close other programs, or make a smaller video with --width (${error.message})`;
  }
  if (error instanceof UserError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  const { code, message } = error as NodeJS.ErrnoException;
  // Errors of the operating system: the message contains the operation and the path.
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? message : (error.stack ?? message);
}

/** Whether an error, or one of its causes, means out of memory; libraries word this in many ways. */
function isOutOfMemory(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, message, cause } = error as NodeJS.ErrnoException;
  const isItself =
    code === 'ENOMEM' || /out of memory|bad[ _]alloc|allocation failed|cannot allocate/i.test(message);
  return isItself || isOutOfMemory(cause);
}
