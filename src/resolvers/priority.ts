import { AccessError } from '../access/access-error.ts';
import { type Caller, isOperator } from '../access/caller.ts';
import { priorities } from '../animations/queue/order.ts';

/** The highest priority that a caller may request, so that scope write does not allow jumping the queue. */
export function maxPriorityOf(caller: Caller): number {
  return isOperator(caller) ? priorities.HIGH : priorities.NORMAL;
}

/** @throws AccessError FORBIDDEN for a priority that the caller may not request */
export function requirePriority(priority: number | null | undefined, caller: Caller): void {
  if (priority != null && priority > maxPriorityOf(caller)) {
    throw new AccessError(
      'FORBIDDEN',
      'Priority HIGH is for keys of scope admin of the first project; use NORMAL or LOW',
    );
  }
}
