import { notFound } from '../../errors.ts';
import { isSameStall } from '../queue/stalls.ts';
import { readerStream } from '../streams/reader-stream.ts';
import type { AnimationEvent } from './events.ts';
import type { EventFeeds } from './feeds.ts';

export interface EventStreamOptions {
  /** The sequence of the last event received before; the stored events after it follow the snapshot. */
  after?: number;
  signal?: AbortSignal;
}

/**
 * A snapshot, then events until the end event. An animation of another project is treated as if it did not exist.
 * Each reader keeps its own place in a feed that all readers of the animation share, and takes the next event when it
 * is ready for it. So no event is repeated or skipped, and a slow reader costs no memory and delays nobody. A reader
 * that needs an event that is no longer in the feed gets a new snapshot instead. All readers get one when heartbeats of
 * the animation's process stop, and when they resume.
 */
export function streamEvents(
  feeds: EventFeeds,
  { id, projectId }: { id: string; projectId: string },
  { after, signal }: EventStreamOptions,
): AsyncIterableIterator<AnimationEvent> {
  const endings = signal ? [feeds.closed, signal] : [feeds.closed];
  const join = () => feeds.join(id);
  return readerStream<AnimationEvent, ReturnType<typeof join>>(
    endings,
    join,
    async ({ feed, waiter }, reader) => {
      const first = await feed.state();
      if (first.projectId !== projectId) throw notFound('Animation', id);
      let cursor = Math.min(after ?? first.lastSequence, first.snapshot.sequence);
      let { stall } = first.snapshot;
      await reader.push({ ...first.snapshot, sequence: cursor });
      while (!reader.hasLeft) {
        const next = feed.after(cursor);
        if (next === null && isSameStall(stall, feed.stall)) {
          await waiter.wait();
        } else if (next === null) {
          const { snapshot } = await feed.state();
          stall = snapshot.stall;
          await reader.push({ ...snapshot, sequence: cursor });
        } else if (next !== 'gone') {
          await reader.push(next);
          if (next.type === 'ended') return;
          cursor = next.sequence;
          stall = null;
        } else if (cursor < first.lastSequence) {
          // A requested replay is complete, however long it is.
          const page = await feed.history(cursor);
          for (const event of page) {
            if (reader.hasLeft) return;
            await reader.push(event);
            if (event.type === 'ended') return;
          }
          cursor = page.at(-1)?.sequence ?? first.lastSequence;
          stall = null;
        } else {
          const { snapshot } = await feed.state();
          cursor = snapshot.sequence;
          stall = snapshot.stall;
          await reader.push({ ...snapshot, isMissed: true });
        }
      }
    },
  );
}
