/** The timeout is divided into this many intervals; a suspended process counts at most one of them. */
const parts = 10;

/**
 * Calls back once if it is not refreshed within the timeout, unless it is disposed before. Time in which this process
 * or its machine was suspended hardly counts, because messages sent meanwhile have not been read yet.
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
