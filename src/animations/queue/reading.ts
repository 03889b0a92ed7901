import type { PrismaClient } from '../../generated/prisma/client.ts';
import { EventWindow } from '../streams/event-window.ts';
import { type Waiter, Waiters } from '../streams/waiters.ts';
import type { OwnedBy, QueueChangedEvent, QueueDeparture, QueueEntry, QueueSnapshotEvent } from './events.ts';
import { compareQueues, type QueueState, readDepartures, readQueue } from './state.ts';

/** Changes kept for slower readers. */
const heldChanges = 32;

/** The events of all projects; each reader gets those of its project (`own.ts`). */
export type WholeSnapshot = QueueSnapshotEvent & { entries: readonly OwnedBy<QueueEntry>[] };
export type WholeChange = QueueChangedEvent & {
  entered: readonly OwnedBy<QueueEntry>[];
  changed: readonly OwnedBy<QueueEntry>[];
  left: readonly OwnedBy<QueueDeparture>[];
};

export interface QueueReadingOptions {
  prisma: PrismaClient;
  /** Woken when the queue may have changed. */
  waiter: Waiter;
  nextSequence: () => number;
  /** What to wait for between two reads. */
  pause: () => Promise<unknown>;
  /** Called when the last reader has left, or when reading has failed. */
  onEnd: () => void;
}

/** The queue at the last read, and its latest changes, from the first reader to the last. */
export class QueueReading {
  /** Woken when there is something new for readers. */
  readonly readers: Waiters;
  readonly #options: QueueReadingOptions;
  readonly #began: Promise<void>;
  readonly #window: EventWindow<WholeChange>;
  #state: QueueState = { queued: 0, running: 0, entries: [] };
  #sequence: number;
  #failure: { error: unknown } | null = null;
  #isClosed = false;

  constructor(options: QueueReadingOptions) {
    this.#options = options;
    this.#sequence = options.nextSequence();
    this.#window = new EventWindow(heldChanges, this.#sequence);
    this.readers = new Waiters(() => {
      if (this.readers.count === 0) this.#close();
    });
    this.#began = this.#begin();
    this.#began.then(() => this.#follow()).catch((error) => this.#fail(error));
  }

  /** The queue at the last read; later changes follow. @throws the error of reading */
  async snapshot(): Promise<WholeSnapshot> {
    await this.#began;
    const numbered = { sequence: this.#sequence, at: new Date() };
    return { type: 'snapshot', ...numbered, ...this.#state, isMissed: false };
  }

  /** The first change after a sequence; null if there is none yet, `gone` if it is no longer in memory. */
  after(sequence: number): WholeChange | 'gone' | null {
    if (this.#failure) throw this.#failure.error;
    return this.#window.after(sequence);
  }

  async #begin(): Promise<void> {
    this.#state = await readQueue(this.#options.prisma);
  }

  async #follow(): Promise<void> {
    while (!this.#isClosed) {
      await this.#options.waiter.wait();
      if (this.#isClosed) return;
      await this.#look();
      await this.#options.pause();
    }
  }

  async #look(): Promise<void> {
    const { prisma, nextSequence } = this.#options;
    const state = await readQueue(prisma);
    const difference = compareQueues(this.#state, state);
    if (!difference) return;
    const { gone, ...changes } = difference;
    const left = await readDepartures(prisma, gone);
    this.#state = state;
    this.#sequence = nextSequence();
    const { queued, running } = state;
    const numbered = { sequence: this.#sequence, at: new Date() };
    this.#window.push([{ type: 'changed', ...numbered, queued, running, ...changes, left }]);
    this.readers.wake();
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#close();
    this.readers.wake();
  }

  #close(): void {
    this.#isClosed = true;
    this.#options.waiter[Symbol.dispose]();
    this.#options.waiter.wake();
    this.#options.onEnd();
  }
}
