/** Time is counted in so many parts, of which a process that stands still itself misses all but one. */
const parts = 10;

/**
 * Calls back when nobody has refreshed it for so long, once, unless it is disposed before. Time in which this process itself stood still,
 * as it does when it or its machine is suspended, hardly counts: what was sent meanwhile has not been read yet.
 */
export class Watchdog implements Disposable {
  readonly #timer: NodeJS.Timeout | undefined;
  #passed = 0;

  /** @param seconds 0: never */
  constructor(seconds: number, bark: () => void) {
    if (seconds <= 0) return;
    this.#timer = setInterval(
      () => {
        this.#passed += 1;
        if (this.#passed < parts) return;
        this[Symbol.dispose]();
        bark();
      },
      (seconds * 1000) / parts,
    );
  }

  refresh(): void {
    this.#passed = 0;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
