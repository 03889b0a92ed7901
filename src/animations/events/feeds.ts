import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { QueuePlaces } from '../queue/places.ts';
import { Stalls } from '../queue/stalls.ts';
import type { Waiter } from '../streams/waiters.ts';
import { EventFeed } from './feed.ts';
import type { EventNotifier } from './notifier.ts';

/** How often to check for missing heartbeats of animations with subscribers. */
const stallCheckMs = 10_000;

/** One feed per animation with subscribers, from its first reader to its last. */
export class EventFeeds {
  readonly stalls: Stalls;
  readonly #prisma: PrismaClient;
  readonly #notifier: EventNotifier;
  readonly #places: QueuePlaces;
  readonly #stallCheckMs: number;
  readonly #feeds = new Map<string, EventFeed>();

  constructor(
    prisma: PrismaClient,
    notifier: EventNotifier,
    places: QueuePlaces,
    { checkMs = stallCheckMs }: { checkMs?: number } = {},
  ) {
    this.stalls = new Stalls(prisma);
    this.#prisma = prisma;
    this.#notifier = notifier;
    this.#places = places;
    this.#stallCheckMs = checkMs;
  }

  /** Aborts when the feeds will deliver nothing new. */
  get closed(): AbortSignal {
    return this.#notifier.closed;
  }

  /** Number of animations with readers. */
  get count(): number {
    return this.#feeds.size;
  }

  /** Joins the feed of an animation until the waiter is disposed. */
  join(id: string): { feed: EventFeed; waiter: Waiter } {
    const feed = this.#running(id) ?? this.#open(id);
    return { feed, waiter: feed.readers.listen() };
  }

  /** A failed feed reports the error to its readers; a new reader starts a new one. */
  #running(id: string): EventFeed | undefined {
    const feed = this.#feeds.get(id);
    return feed?.hasFailed ? undefined : feed;
  }

  #open(id: string): EventFeed {
    const parts = {
      prisma: this.#prisma,
      notifier: this.#notifier,
      places: this.#places,
      stalls: this.stalls,
      stallCheckMs: this.#stallCheckMs,
    };
    const feed: EventFeed = new EventFeed(parts, id, () => {
      if (feed.readers.count > 0) return;
      feed.close();
      if (this.#feeds.get(id) === feed) this.#feeds.delete(id);
    });
    this.#feeds.set(id, feed);
    return feed;
  }
}
