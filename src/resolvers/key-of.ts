import type { Caller } from '../access/caller.ts';

/** Row id of the caller's API key; null if no keys are required. */
export function keyOf(caller: Caller): string | null {
  return caller.kind === 'key' ? caller.id : null;
}
