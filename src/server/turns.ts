/** Lets each client do a few things at once; what is more waits for its turn, in order. */
export class Turns {
  readonly #atOnce: number;
  readonly #clients = new Map<string, { running: number; waiting: (() => void)[] }>();

  /** @param atOnce how many of a client's may run at the same time */
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
      // Whoever is next takes the place over.
      const next = turns.waiting.shift();
      if (next) next();
      else if (--turns.running === 0) this.#clients.delete(client);
    }
  }
}
