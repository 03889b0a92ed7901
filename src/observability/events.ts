import type { Metrics } from './metrics.ts';

interface TimedEvent {
  type: string;
  at: Date;
}

/**
 * Passes events through and measures their lag on delivery. Replayed events are excluded, because they are old on
 * purpose. Counts the subscriber until the iterator ends or is returned.
 */
export function observeEvents<Event extends TimedEvent>(
  source: AsyncIterableIterator<Event>,
  metrics: Pick<Metrics, 'eventLag' | 'subscribers'>,
): AsyncIterableIterator<Event> {
  const since = Date.now();
  let isCounted = true;
  metrics.subscribers.inc();
  const leave = () => {
    if (isCounted) metrics.subscribers.dec();
    isCounted = false;
  };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const result = await source.next();
        if (result.done) leave();
        else if (result.value.type !== 'snapshot' && result.value.at.getTime() >= since) {
          metrics.eventLag.observe(Math.max(0, Date.now() - result.value.at.getTime()) / 1000);
        }
        return result;
      } catch (error) {
        leave();
        throw error;
      }
    },
    async return(value) {
      leave();
      return (await source.return?.(value)) ?? { done: true, value };
    },
  };
}
