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

/** Events per read from the database, and events kept for slower readers. */
const pageSize = 32;

/** The position of an animation that was queued a moment ago and has started since. */
const next = 1;

/** The state of an animation, and the sequence of the event up to which it is valid. */
export interface State {
  /** Its sequence is the one after which a stream continues: the end event is always sent separately. */
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
 * Events of one animation, read once for all readers of this process: each notification causes one read, however many
 * readers there are.
 */
export class EventFeed {
  /** Woken when there are new events for readers. */
  readonly readers: Waiters;
  readonly #parts: FeedParts;
  readonly #stalls: StallWatch;
  readonly #id: string;
  readonly #waiter: Waiter;
  readonly #states = new SharedRead(() => this.#readState());
  #window: EventWindow<StoredAnimationEvent> | null = null;
  #failure: { error: unknown } | null = null;
  #isClosed = false;

  /** @param onLeave called for every reader that leaves */
  constructor(parts: FeedParts, id: string, onLeave: () => void) {
    this.#parts = parts;
    this.#id = id;
    // Listen before reading, otherwise events in between would be lost.
    this.#waiter = parts.notifier.listen(id);
    this.readers = new Waiters(onLeave);
    const wake = () => this.readers.wake();
    this.#stalls = new StallWatch(() => parts.stalls.of(id), wake, parts.stallCheckMs);
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Whether heartbeats of its process had stopped at the last check; any event of the animation resets this. */
  get stall(): Stall | null {
    return this.#stalls.stall;
  }

  /** Its current state; concurrent calls share one read. @throws UserError NOT_FOUND */
  state(): Promise<State> {
    return this.#states.ask();
  }

  /**
   * The first event after a sequence; null if there is none yet, `gone` if it is no longer in memory. Call it only
   * after {@link state} has resolved.
   * @throws the error of reading, after which the feed has stopped
   */
  after(sequence: number): StoredAnimationEvent | 'gone' | null {
    if (this.#failure) throw this.#failure.error;
    return this.#window?.after(sequence) ?? null;
  }

  /** A page of stored events after a sequence, for a reader that wants a replay. */
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

  /** Reads whenever it is woken, until the end event. */
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
