import type { Database } from '../../database/database.ts';
import { channels } from '../streams/channels.ts';
import { type Ear, Ears } from '../streams/ears.ts';

/** Rings when an animation may have a new event. One LISTEN serves any number of ears. */
export class EventBell {
  readonly #ears = new Map<string, Ears>();
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
    return [...this.#ears.values()].reduce((count, ears) => count + ears.count, 0);
  }

  /** Listens to one animation until the ear is disposed. */
  listen(animationId: string): Ear {
    const known = this.#ears.get(animationId);
    if (known) return known.listen();
    const ears = new Ears(() => {
      if (ears.count === 0) this.#ears.delete(animationId);
    });
    this.#ears.set(animationId, ears);
    return ears.listen();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#unlisten();
  }

  /** @param id null: notifications may have been lost, so everybody looks */
  #ring(id: string | null): void {
    const rung = id === null ? this.#ears.values() : [this.#ears.get(id)];
    for (const ears of rung) ears?.ring();
  }
}
