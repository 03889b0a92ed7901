import { Repeater } from '@repeaterjs/repeater';
import type { Waiter } from './waiters.ts';

/** The reader's side of a stream. */
export interface Reader<Event> {
  /** True once the reader has left, or the server closes. */
  readonly hasLeft: boolean;
  /** Delivers an event; resolves when the reader is ready for the next. */
  push(event: Event): Promise<unknown>;
}

/**
 * A stream of what `tell` pushes, for one reader. Returning the iterator, or aborting one of `endings`, ends it without
 * an error and frees its seat at once, even while it waits.
 * @param join takes a seat, with a waiter that wakes `tell` when there is something new or the reader has left
 */
export function readerStream<Event, Seat extends { waiter: Waiter }>(
  endings: readonly AbortSignal[],
  join: () => Seat,
  tell: (seat: Seat, reader: Reader<Event>) => Promise<void>,
): AsyncIterableIterator<Event> {
  // A generator would not end on return() while it waits for an event; a repeater does.
  return new Repeater<Event>(async (push, stop) => {
    const end = () => stop();
    if (endings.some(({ aborted }) => aborted)) return end();
    for (const ending of endings) ending.addEventListener('abort', end);
    const seat = join();
    let hasLeft = false;
    stop.then(() => {
      hasLeft = true;
      seat.waiter.wake();
    });
    const reader: Reader<Event> = {
      get hasLeft() {
        return hasLeft;
      },
      push,
    };
    try {
      await tell(seat, reader);
    } finally {
      for (const ending of endings) ending.removeEventListener('abort', end);
      seat.waiter[Symbol.dispose]();
      stop();
    }
  });
}
