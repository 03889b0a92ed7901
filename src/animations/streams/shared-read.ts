/**
 * Answers any number of callers with few reads: all who ask before a read begins share it. Who asks while one is under
 * way gets the next, which begins when that has ended, so nobody hears of a time before the question.
 */
export class SharedRead<Answer> {
  readonly #read: () => Promise<Answer>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<Answer> | null = null;

  constructor(read: () => Promise<Answer>) {
    this.#read = read;
  }

  /** @throws whatever the read throws, to everybody who shares it */
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
