/** Waits for news. */
export class Waiter implements Disposable {
  #woken = Promise.withResolvers<void>();
  readonly #dispose: (waiter: Waiter) => void;

  constructor(dispose: (waiter: Waiter) => void) {
    this.#dispose = dispose;
  }

  wake(): void {
    this.#woken.resolve();
  }

  /** Waits for a wake-up; one since the last wait counts. */
  async wait(): Promise<void> {
    await this.#woken.promise;
    this.#woken = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    this.#dispose(this);
  }
}

/** A set of waiters that are woken together. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();
  readonly #onLeave: () => void;

  /** @param onLeave called for every waiter that is disposed */
  constructor(onLeave: () => void = () => {}) {
    this.#onLeave = onLeave;
  }

  get count(): number {
    return this.#waiters.size;
  }

  /** Waits until the waiter is disposed. */
  listen(): Waiter {
    const waiter = new Waiter(() => {
      if (this.#waiters.delete(waiter)) this.#onLeave();
    });
    this.#waiters.add(waiter);
    return waiter;
  }

  wake(): void {
    for (const waiter of this.#waiters) waiter.wake();
  }
}
