import type { Caller } from '../access/caller.ts';

/** Row id of the API key of who asks; null where no keys are asked for. */
export function keyOf(caller: Caller): string | null {
  return caller.kind === 'key' ? caller.id : null;
}
