/**
 * Batches look-ups by key: all keys requested before a read starts are part of it. Requests during a read wait for the
 * next one. So no result is older than its request, and at most one read runs at a time.
 */
export class BatchedRead<Answer> {
  readonly #read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: { keys: Set<string>; answers: Promise<ReadonlyMap<string, Answer>> } | null = null;

  /** @param read returns the values of the keys that have one */
  constructor(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>) {
    this.#read = read;
  }

  /** @returns null if there is no value. @throws the error of the read, to everyone who shares it */
  async ask(key: string): Promise<Answer | null> {
    this.#next ??= this.#plan();
    this.#next.keys.add(key);
    return (await this.#next.answers).get(key) ?? null;
  }

  #plan() {
    const keys = new Set<string>();
    return { keys, answers: this.#readAfter(this.#underWay, keys) };
  }

  async #readAfter(underWay: Promise<unknown>, keys: Set<string>): Promise<ReadonlyMap<string, Answer>> {
    // Wait at least until the next turn of the event loop, because the fields of a response send their requests one
    // after another.
    await new Promise((resolve) => setImmediate(resolve));
    await underWay.catch(() => {});
    this.#underWay = this.#next?.answers ?? underWay;
    this.#next = null;
    return this.#read([...keys]);
  }
}
