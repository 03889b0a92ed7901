/** Limits the concurrent work per client; further work waits, in order. */
export class Turns {
  readonly #atOnce: number;
  readonly #clients = new Map<string, { running: number; waiting: (() => void)[] }>();

  /** @param atOnce number of concurrent tasks per client */
  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  async run<Result>(client: string, work: () => Promise<Result>): Promise<Result> {
    const turns = this.#clients.get(client) ?? { running: 0, waiting: [] };
    this.#clients.set(client, turns);
    if (turns.running < this.#atOnce) turns.running += 1;
    else await new Promise<void>((resolve) => turns.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The next waiting task takes over the slot.
      const next = turns.waiting.shift();
      if (next) next();
      else if (--turns.running === 0) this.#clients.delete(client);
    }
  }
}
