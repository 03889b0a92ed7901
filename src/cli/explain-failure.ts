import { UserError } from '../errors.ts';

/** One line about what ended a command; the trace of a defect, which no user can mend, stands below it. */
export function explainFailure(error: unknown): string {
  if (error instanceof UserError) return `${error.code}: ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  if (isOutOfMemory(error)) {
    return `OUT_OF_MEMORY: Expected enough memory, but there is too little; ask for a smaller video or free some (${error.message})`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  // What the operating system refuses: its message says what, and to whom.
  return code !== undefined && /^E[A-Z0-9]+$/.test(code) ? message : (error.stack ?? message);
}

function isOutOfMemory(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    code === 'ENOMEM' || /out of memory|bad_alloc|allocation failed|cannot allocate/i.test(error.message)
  );
}
