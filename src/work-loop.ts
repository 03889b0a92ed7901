import { setTimeout } from 'node:timers/promises';

export interface WorkLoopOptions {
  /**
   * Does the available work. Resolves to how long to sleep before the next call, in ms, unless woken; 0: call again at
   * once.
   */
  look(): Promise<number>;
  /** Called with an error of `look`. Returns how long to pause before the next call, in ms, even if woken. */
  onError(error: unknown): number;
}

/** Looks for work repeatedly: whenever it is woken, and after a while in case a wake-up was lost. */
export class WorkLoop {
  readonly #options: WorkLoopOptions;
  readonly #closing = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<void>();

  constructor(options: WorkLoopOptions) {
    this.#options = options;
  }

  /** Aborts when the loop is closing. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Starts the loop. */
  start(): void {
    this.#ended = this.#run();
  }

  /** Makes it look at once, or again after the current look. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Ends the loop. Resolves when the current look has ended, or after a time in ms. */
  async close(withinMs?: number): Promise<void> {
    this.#closing.abort();
    this.wake();
    if (withinMs === undefined) await this.#ended;
    else await waitFor(this.#ended, withinMs);
  }

  /** Waits, at most until the loop is closing. */
  async pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.closing }).catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.closing.aborted) {
      // Reset before looking, so that a wake-up in between is not lost.
      this.#wake = Promise.withResolvers();
      try {
        const restMs = await this.#options.look();
        if (restMs > 0) await waitFor(this.#wake.promise, restMs);
      } catch (error) {
        await this.pause(this.#options.onError(error));
      }
    }
  }
}

/** Waits for a promise, with a timeout. */
async function waitFor(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(ms, undefined, { signal: timer.signal, ref: false }).catch(() => {});
  await Promise.race([promise, timeout]);
  timer.abort();
}
