/** Does work over and over, a pause after each end, until it is stopped. */
export class Clock {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #underWay: Promise<void> = Promise.resolve();

  /** @param onFault hears what the work throws; it is done again nevertheless */
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

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }
}
