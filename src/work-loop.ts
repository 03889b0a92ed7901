import { setTimeout } from 'node:timers/promises';

export interface WorkLoopOptions {
  /** Does what there is to do. Resolves to how long to rest before the next look, in ms, unless woken; 0: look again at once. */
  look(): Promise<number>;
  /** Hears of what `look` threw. Returns how long to pause before the next look, in ms; nothing wakes it meanwhile. */
  onError(error: unknown): number;
}

/** Looks for work again and again: whenever it is woken, and after a rest in case that a wake was lost. */
export class WorkLoop {
  readonly #options: WorkLoopOptions;
  readonly #closing = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #wake = Promise.withResolvers<void>();

  constructor(options: WorkLoopOptions) {
    this.#options = options;
  }

  /** Aborts when it shall look no more. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Looks for the first time. */
  start(): void {
    this.#ended = this.#run();
  }

  /** Makes it look at once, or once more after the look under way. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Looks no more. Resolves when the look under way is over, or after a time in ms. */
  async close(withinMs?: number): Promise<void> {
    this.#closing.abort();
    this.wake();
    if (withinMs === undefined) await this.#ended;
    else await waitFor(this.#ended, withinMs);
  }

  /** Waits, but no longer than until it is to close. */
  async pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: this.closing }).catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.closing.aborted) {
      // Made anew before looking, so that a wake in between is not lost.
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

/** Waits for a promise, but no longer than that. */
async function waitFor(promise: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(ms, undefined, { signal: timer.signal, ref: false }).catch(() => {});
  await Promise.race([promise, timeout]);
  timer.abort();
}
