/**
 * Answers questions by their keys with few reads: all that are asked before a read begins are answered by it. What is asked
 * while one is under way waits for the next, so nobody hears of a time before the question, and however many ask, one read
 * at a time is under way.
 */
export class BatchedRead<Answer> {
  readonly #read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: { keys: Set<string>; answers: Promise<ReadonlyMap<string, Answer>> } | null = null;

  /** @param read the answers to those of the keys that have one */
  constructor(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>) {
    this.#read = read;
  }

  /** @returns null when there is no answer. @throws whatever the read throws, to everybody who shares it */
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
    // At the least until the next turn of the event loop: fields of one answer ask one after the other.
    await new Promise((resolve) => setImmediate(resolve));
    await underWay.catch(() => {});
    this.#underWay = this.#next?.answers ?? underWay;
    this.#next = null;
    return this.#read([...keys]);
  }
}
