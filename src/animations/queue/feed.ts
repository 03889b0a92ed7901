import { setTimeout } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { channels } from '../streams/channels.ts';
import { readerStream } from '../streams/reader-stream.ts';
import { type Waiter, Waiters } from '../streams/waiters.ts';
import type { QueueEvent } from './events.ts';
import { ownPart } from './own.ts';
import { QueueReading } from './reading.ts';

/** Changes within this time are combined. */
const defaultPauseMs = 250;

/** Events of the queue for any number of readers: read once for all of them, and only while there are any. */
export class QueueFeed {
  readonly #prisma: PrismaClient;
  readonly #pauseMs: number;
  readonly #waiters = new Waiters();
  readonly #closing = new AbortController();
  #reading: QueueReading | null = null;
  #sequence = 0;
  #unlisten: () => Promise<void> = async () => {};

  private constructor(prisma: PrismaClient, pauseMs: number) {
    this.#prisma = prisma;
    this.#pauseMs = pauseMs;
  }

  static async open(
    { prisma, listen }: Pick<Database, 'prisma' | 'listen'>,
    { pauseMs = defaultPauseMs } = {},
  ): Promise<QueueFeed> {
    const feed = new QueueFeed(prisma, pauseMs);
    feed.#unlisten = await listen(channels.queueChanges, () => feed.#waiters.wake());
    return feed;
  }

  /** Number of readers. */
  get readerCount(): number {
    return this.#reading?.readers.count ?? 0;
  }

  /**
   * The queue as seen by a project, then its changes, without end. A slow reader costs no memory, and gets a new
   * snapshot with `isMissed` in place of missed changes. Returning the iterator, or closing, ends it without an error.
   */
  events(projectId: string): AsyncIterableIterator<QueueEvent> {
    const join = () => this.#join();
    return readerStream<QueueEvent, ReturnType<typeof join>>(
      [this.#closing.signal],
      join,
      async ({ reading, waiter }, reader) => {
        const first = await reading.snapshot();
        let cursor = first.sequence;
        await reader.push(ownPart(first, projectId));
        while (!reader.hasLeft) {
          const next = reading.after(cursor);
          if (next === null) {
            await waiter.wait();
            continue;
          }
          const event = next === 'gone' ? { ...(await reading.snapshot()), isMissed: true } : next;
          cursor = event.sequence;
          await reader.push(ownPart(event, projectId));
        }
      },
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#unlisten();
  }

  #join(): { reading: QueueReading; waiter: Waiter } {
    const reading = this.#reading ?? this.#open();
    return { reading, waiter: reading.readers.listen() };
  }

  #open(): QueueReading {
    const letGo = () => {
      if (this.#reading === reading) this.#reading = null;
    };
    const reading: QueueReading = new QueueReading({
      prisma: this.#prisma,
      waiter: this.#waiters.listen(),
      nextSequence: () => ++this.#sequence,
      pause: () => setTimeout(this.#pauseMs, undefined, { ref: false }),
      onEnd: letGo,
    });
    this.#reading = reading;
    return reading;
  }
}
