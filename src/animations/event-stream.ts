import { Repeater } from '@repeaterjs/repeater';
import type { EventFeeds } from './event-feeds.ts';
import type { AnimationEvent } from './events.ts';

export interface EventStreamOptions {
  /** The sequence of the last event received before; stored events behind it follow the snapshot. */
  after?: number;
  signal?: AbortSignal;
}

/**
 * A snapshot, then what happens, until the end event.
 *
 * Each reader keeps its own place in a feed that all readers of the animation share, and takes the next event when it is
 * ready for it. So none comes twice, none is skipped, and a slow reader costs no memory and holds nobody up. One that falls
 * behind what the feed still holds gets a new snapshot instead.
 */
export function streamEvents(
  feeds: EventFeeds,
  id: string,
  { after, signal }: EventStreamOptions,
): AsyncIterableIterator<AnimationEvent> {
  // A generator would not end on return() while it waits for an event; a repeater does.
  return new Repeater<AnimationEvent>(async (push, stop) => {
    const endings = signal ? [feeds.closed, signal] : [feeds.closed];
    const end = () => stop();
    if (endings.some(({ aborted }) => aborted)) return end();
    for (const ending of endings) ending.addEventListener('abort', end);
    const { feed, ear } = feeds.join(id);
    let isStopped = false;
    stop.then(() => {
      isStopped = true;
      ear.ring();
    });
    try {
      const first = await feed.state();
      let cursor = Math.min(after ?? first.lastSequence, first.snapshot.sequence);
      await push({ ...first.snapshot, sequence: cursor });
      while (!isStopped) {
        const next = feed.after(cursor);
        if (next === null) {
          await ear.wait();
        } else if (next !== 'gone') {
          await push(next);
          if (next.type === 'ended') return;
          cursor = next.sequence;
        } else if (cursor < first.lastSequence) {
          // History that was asked for is told in full, however long it is.
          const page = await feed.history(cursor);
          for (const event of page) {
            if (isStopped) return;
            await push(event);
            if (event.type === 'ended') return;
          }
          cursor = page.at(-1)?.sequence ?? first.lastSequence;
        } else {
          const { snapshot } = await feed.state();
          cursor = snapshot.sequence;
          await push({ ...snapshot, isMissed: true });
        }
      }
    } finally {
      for (const ending of endings) ending.removeEventListener('abort', end);
      ear[Symbol.dispose]();
      stop();
    }
  });
}
