/**
 * Shares reads between callers: all calls before a read starts share it. Calls during a read share the next one, which
 * starts when that has ended. So no result is older than its call.
 */
export class SharedRead<Answer> {
  readonly #read: () => Promise<Answer>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<Answer> | null = null;

  constructor(read: () => Promise<Answer>) {
    this.#read = read;
  }

  /** @throws the error of the read, to everyone who shares it */
  ask(): Promise<Answer> {
    this.#next ??= this.#readAfter(this.#underWay);
    return this.#next;
  }

  async #readAfter(underWay: Promise<unknown>): Promise<Answer> {
    await underWay.catch(() => {});
    this.#underWay = this.#next ?? underWay;
    this.#next = null;
    return this.#read();
  }
}
