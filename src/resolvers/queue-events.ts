import type { QueueEvent } from '../animations/queue/events.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';

/** What happens to the queue, as far as it is the business of who asks, from a snapshot on, until the subscriber leaves. */
export function queueEvents({
  queueFeed,
  metrics,
  projectId,
}: ApiContext): AsyncIterableIterator<QueueEvent> {
  return observeEvents(queueFeed.events(projectId), metrics);
}
