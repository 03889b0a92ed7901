/** Lets a few works be done at the same time, and of those that wait, clients in turn: whoever has many holds up nobody with one. */
export class FairTurns {
  #free: number;
  /** Those that wait, by client; the client that is next stands first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** @param atOnce how many may be done at the same time */
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

  /** Gives the place of a work that is done to the next client's first, which takes it over. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#free += 1;
      return;
    }
    const [client, [first, ...rest]] = next;
    this.#waiting.delete(client);
    // Behind all others that wait.
    if (rest.length > 0) this.#waiting.set(client, rest);
    first();
  }
}
