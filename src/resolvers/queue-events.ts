import type { QueueEvent } from '../animations/queue/events.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';

/** What happens to the queue, from a snapshot on, until the subscriber leaves. */
export function queueEvents({ queueFeed, metrics }: ApiContext): AsyncIterableIterator<QueueEvent> {
  return observeEvents(queueFeed.events(), metrics);
}
