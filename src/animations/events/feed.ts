import { notFound } from '../../errors.ts';
import type { Animation, PrismaClient } from '../../generated/prisma/client.ts';
import type { QueuePlaces } from '../queue/places.ts';
import type { Stall, Stalls } from '../queue/stalls.ts';
import { EventWindow } from '../streams/event-window.ts';
import { SharedRead } from '../streams/shared-read.ts';
import { type Waiter, Waiters } from '../streams/waiters.ts';
import type { SnapshotEvent, StoredAnimationEvent } from './events.ts';
import type { EventNotifier } from './notifier.ts';
import { fromRow } from './rows.ts';
import { StallWatch } from './stall-watch.ts';

/** Events read from the database at once, and held for readers that are not as quick as others. */
const pageSize = 32;

/** The position of one that was queued a moment ago and has begun since. */
const next = 1;

/** The state of an animation, and where in its events that is. */
export interface State {
  /** Its sequence is the one behind which a stream goes on: the end event always comes by itself. */
  snapshot: SnapshotEvent;
  /** The sequence of the newest event. */
  lastSequence: number;
  projectId: string;
}

export interface FeedParts {
  prisma: PrismaClient;
  notifier: EventNotifier;
  places: QueuePlaces;
  stalls: Stalls;
  stallCheckMs: number;
}

/**
 * What happens to one animation, read once for all readers of this process: each notification is one read, however
 * many they are.
 */
export class EventFeed {
  /** Woken when there is something new for readers. */
  readonly readers: Waiters;
  readonly #parts: FeedParts;
  readonly #stalls: StallWatch;
  readonly #id: string;
  readonly #waiter: Waiter;
  readonly #states = new SharedRead(() => this.#readState());
  #window: EventWindow<StoredAnimationEvent> | null = null;
  #failure: { error: unknown } | null = null;
  #isClosed = false;

  /** @param onLeave hears of every reader that leaves */
  constructor(parts: FeedParts, id: string, onLeave: () => void) {
    this.#parts = parts;
    this.#id = id;
    // Listening comes before looking, or what happens in between would be lost.
    this.#waiter = parts.notifier.listen(id);
    this.readers = new Waiters(onLeave);
    const wake = () => this.readers.wake();
    this.#stalls = new StallWatch(() => parts.stalls.of(id), wake, parts.stallCheckMs);
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Whether the process that renders it has fallen silent, as it was last seen; any event of its ends that. */
  get stall(): Stall | null {
    return this.#stalls.stall;
  }

  /** As it is now; one read for all who ask meanwhile. @throws UserError NOT_FOUND */
  state(): Promise<State> {
    return this.#states.ask();
  }

  /**
   * The first event behind a place; null when it has not happened yet, `gone` when it is not held any more. To be asked
   * once {@link state} has been answered.
   * @throws what reading threw: it has stopped then
   */
  after(sequence: number): StoredAnimationEvent | 'gone' | null {
    if (this.#failure) throw this.#failure.error;
    return this.#window?.after(sequence) ?? null;
  }

  /** A page of stored events behind a place, for a reader that wants to hear them again. */
  async history(behind: number): Promise<StoredAnimationEvent[]> {
    const page = await this.#parts.prisma.animationEvent.findMany({
      where: { animationId: this.#id, sequence: { gt: behind } },
      orderBy: { sequence: 'asc' },
      take: pageSize,
    });
    return page.map(fromRow);
  }

  close(): void {
    this.#isClosed = true;
    this.#stalls.end();
    this.#waiter[Symbol.dispose]();
    this.#waiter.wake();
  }

  async #readState(): Promise<State> {
    const { prisma, places, stalls } = this.#parts;
    const row = await prisma.animation.findUnique({ where: { id: this.#id } });
    if (!row) throw notFound('Animation', this.#id);
    const stall = row.status === 'RUNNING' ? await stalls.of(row.id) : null;
    const snapshot = await snapshotOf(row, stall, places);
    this.#stalls.see(stall);
    if (!this.#window) {
      this.#window = new EventWindow(pageSize, snapshot.sequence);
      if (row.status === 'RUNNING') this.#stalls.begin();
      this.#follow(this.#window, snapshot.sequence).catch((error) => {
        this.#failure = { error };
        this.#stalls.end();
        this.readers.wake();
      });
    }
    return { snapshot, lastSequence: row.lastSequence, projectId: row.projectId };
  }

  /** Reads whenever it is woken, up to the end event. */
  async #follow(window: EventWindow<StoredAnimationEvent>, from: number): Promise<void> {
    let cursor = from;
    while (!this.#isClosed) {
      const page = await this.history(cursor);
      const last = page.at(-1);
      if (last) {
        window.push(page);
        cursor = last.sequence;
        this.#stalls.note(last);
        this.readers.wake();
      }
      if (last?.type === 'ended') return;
      if (page.length < pageSize) await this.#waiter.wait();
    }
  }
}

async function snapshotOf(row: Animation, stall: Stall | null, places: QueuePlaces): Promise<SnapshotEvent> {
  const { id, status, stage, framesDone, framesTotal, finishedAt, lastSequence } = row;
  return {
    type: 'snapshot',
    sequence: finishedAt ? lastSequence - 1 : lastSequence,
    at: new Date(),
    status,
    stage,
    framesDone,
    framesTotal,
    queuePosition: status === 'QUEUED' ? ((await places.positionOf(id)) ?? next) : null,
    stall,
    isMissed: false,
  };
}
