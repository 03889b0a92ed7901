import type { Database } from '../../database/database.ts';
import { channels } from '../streams/channels.ts';
import { type Waiter, Waiters } from '../streams/waiters.ts';

/** Wakes readers of an animation's events when there may be a new one. One LISTEN serves any number of readers. */
export class EventNotifier {
  readonly #waiters = new Map<string, Waiters>();
  readonly #closing = new AbortController();
  #unlisten: () => Promise<void> = async () => {};

  static async open(database: Pick<Database, 'listen'>): Promise<EventNotifier> {
    const notifier = new EventNotifier();
    notifier.#unlisten = await database.listen(channels.events, (id) => notifier.#wake(id));
    return notifier;
  }

  /** Aborts when no more wake-ups will follow. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get waiterCount(): number {
    return [...this.#waiters.values()].reduce((count, waiters) => count + waiters.count, 0);
  }

  /** Waits for events of one animation until the waiter is disposed. */
  listen(animationId: string): Waiter {
    const known = this.#waiters.get(animationId);
    if (known) return known.listen();
    const waiters = new Waiters(() => {
      if (waiters.count === 0) this.#waiters.delete(animationId);
    });
    this.#waiters.set(animationId, waiters);
    return waiters.listen();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#unlisten();
  }

  /** @param id null: notifications may have been lost, so all readers check */
  #wake(id: string | null): void {
    const woken = id === null ? this.#waiters.values() : [this.#waiters.get(id)];
    for (const waiters of woken) waiters?.wake();
  }
}
