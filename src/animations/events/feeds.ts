import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { QueuePlaces } from '../queue/places.ts';
import type { Ear } from '../streams/ears.ts';
import type { EventBell } from './bell.ts';
import { EventFeed } from './feed.ts';

/** The animations that somebody reads the events of: one feed each, from its first reader to its last. */
export class EventFeeds {
  readonly #prisma: PrismaClient;
  readonly #bell: EventBell;
  readonly #places: QueuePlaces;
  readonly #feeds = new Map<string, EventFeed>();

  constructor(prisma: PrismaClient, bell: EventBell, places: QueuePlaces) {
    this.#prisma = prisma;
    this.#bell = bell;
    this.#places = places;
  }

  /** Aborts when no feed will tell anything new any more. */
  get closed(): AbortSignal {
    return this.#bell.closed;
  }

  /** How many animations are being read. */
  get count(): number {
    return this.#feeds.size;
  }

  /** Takes part in the feed of an animation, until the ear is disposed. */
  join(id: string): { feed: EventFeed; ear: Ear } {
    const feed = this.#running(id) ?? this.#open(id);
    return { feed, ear: feed.readers.listen() };
  }

  /** One that failed tells its readers so; who comes now has a new try. */
  #running(id: string): EventFeed | undefined {
    const feed = this.#feeds.get(id);
    return feed?.hasFailed ? undefined : feed;
  }

  #open(id: string): EventFeed {
    const feed: EventFeed = new EventFeed(this.#prisma, this.#bell, this.#places, id, () => {
      if (feed.readers.count > 0) return;
      feed.close();
      if (this.#feeds.get(id) === feed) this.#feeds.delete(id);
    });
    this.#feeds.set(id, feed);
    return feed;
  }
}
