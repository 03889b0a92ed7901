import type { AccessError } from '../access/access-error.ts';
import type { QueueEvent } from '../animations/queue/events.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';
import { whileAdmitted } from './while-admitted.ts';

/**
 * What happens to the queue, as far as it is the business of who asks: from a snapshot on, until the subscriber leaves, or is let
 * in no more.
 */
export function queueEvents(context: ApiContext): AsyncIterableIterator<QueueEvent | AccessError> {
  const { queueFeed, metrics, projectId } = context;
  return whileAdmitted(() => observeEvents(queueFeed.events(projectId), metrics), context);
}
