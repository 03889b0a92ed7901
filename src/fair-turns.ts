/**
 * Limits concurrent work, and lets waiting clients take turns, so that a client with many tasks does not delay one with
 * a single task.
 */
export class FairTurns {
  #free: number;
  /** Waiting tasks by client; the next client comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** @param atOnce number of concurrent tasks */
  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async run<Result>(client: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(client);
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #turn(client: string): Promise<void> {
    return new Promise((resolve) => {
      const others = this.#waiting.get(client);
      if (others) others.push(resolve);
      else this.#waiting.set(client, [resolve]);
    });
  }

  /** Passes the slot of a finished task to the first task of the next client. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    const [client, [first, ...rest]] = next;
    this.#waiting.delete(client);
    // After all other waiting clients.
    if (rest.length > 0) this.#waiting.set(client, rest);
    first();
  }
}
