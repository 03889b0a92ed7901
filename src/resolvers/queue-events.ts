import type { AccessError } from '../access/access-error.ts';
import type { QueueEvent } from '../animations/queue/events.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';
import { whileAdmitted } from './while-admitted.ts';

/**
 * Events of the queue visible to the caller, starting with a snapshot, until the subscriber leaves or loses access.
 */
export function queueEvents(context: ApiContext): AsyncIterableIterator<QueueEvent | AccessError> {
  const { queueFeed, metrics, projectId } = context;
  return whileAdmitted(() => observeEvents(queueFeed.events(projectId), metrics), context);
}
