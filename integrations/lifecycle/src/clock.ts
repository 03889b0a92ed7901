/** Repeats work with a pause after each run, until it is stopped. */
export class Clock {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #underWay: Promise<void> = Promise.resolve();

  /** @param onFault called with errors of the work, which is repeated nevertheless */
  constructor(work: () => Promise<void>, pauseMs: number, onFault: (error: unknown) => void) {
    this.#work = work;
    this.#pauseMs = pauseMs;
    this.#onFault = onFault;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#underWay = this.#work()
        .catch(this.#onFault)
        .finally(() => {
          if (!this.#isStopped) this.start();
        });
    }, this.#pauseMs);
    this.#timer.unref();
  }

  /** Waits for a running call to end. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }
}
