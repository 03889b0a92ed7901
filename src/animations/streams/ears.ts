/** Hears that there may be something new to look at. */
export class Ear implements Disposable {
  #rung = Promise.withResolvers<void>();
  readonly #dispose: (ear: Ear) => void;

  constructor(dispose: (ear: Ear) => void) {
    this.#dispose = dispose;
  }

  ring(): void {
    this.#rung.resolve();
  }

  /** Waits for the next ring; a ring since the last wait counts. */
  async wait(): Promise<void> {
    await this.#rung.promise;
    this.#rung = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    this.#dispose(this);
  }
}

/** Any number of ears that are rung together. */
export class Ears {
  readonly #ears = new Set<Ear>();
  readonly #onLeave: () => void;

  /** @param onLeave hears of every ear that is disposed */
  constructor(onLeave: () => void = () => {}) {
    this.#onLeave = onLeave;
  }

  get count(): number {
    return this.#ears.size;
  }

  /** Listens until the ear is disposed. */
  listen(): Ear {
    const ear = new Ear(() => {
      if (this.#ears.delete(ear)) this.#onLeave();
    });
    this.#ears.add(ear);
    return ear;
  }

  ring(): void {
    for (const ear of this.#ears) ear.ring();
  }
}
