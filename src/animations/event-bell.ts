import type { Database } from '../database/database.ts';
import { channels } from './channels.ts';

/** Hears when an animation may have a new event. */
export class Ear implements Disposable {
  #rung = Promise.withResolvers<void>();
  readonly #dispose: (ear: Ear) => void;

  constructor(dispose: (ear: Ear) => void) {
    this.#dispose = dispose;
  }

  ring(): void {
    this.#rung.resolve();
  }

  /** Waits for the next ring; a ring since the last wait counts. */
  async wait(): Promise<void> {
    await this.#rung.promise;
    this.#rung = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    this.#dispose(this);
  }
}

/** Rings when an animation may have a new event. One LISTEN serves any number of ears. */
export class EventBell {
  readonly #ears = new Map<string, Set<Ear>>();
  readonly #closing = new AbortController();
  #unlisten: () => Promise<void> = async () => {};

  static async open(database: Pick<Database, 'listen'>): Promise<EventBell> {
    const bell = new EventBell();
    bell.#unlisten = await database.listen(channels.events, (id) => bell.#ring(id));
    return bell;
  }

  /** Aborts when nothing will ring any more. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get earCount(): number {
    return [...this.#ears.values()].reduce((count, ears) => count + ears.size, 0);
  }

  /** Listens to one animation until the ear is disposed. */
  listen(animationId: string): Ear {
    const ears = this.#ears.get(animationId) ?? new Set();
    const ear = new Ear(() => {
      ears.delete(ear);
      if (ears.size === 0 && this.#ears.get(animationId) === ears) this.#ears.delete(animationId);
    });
    this.#ears.set(animationId, ears.add(ear));
    return ear;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#unlisten();
  }

  /** @param id null: notifications may have been lost, so everybody looks */
  #ring(id: string | null): void {
    const rung = id === null ? [...this.#ears.values()] : [this.#ears.get(id) ?? []];
    for (const ears of rung) for (const ear of ears) ear.ring();
  }
}
