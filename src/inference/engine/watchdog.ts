/** Calls back when nobody has refreshed it for so long, once, unless it is disposed before. */
export class Watchdog implements Disposable {
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param seconds 0: never */
  constructor(seconds: number, bark: () => void) {
    this.#timer = seconds > 0 ? setTimeout(bark, seconds * 1000) : undefined;
  }

  refresh(): void {
    this.#timer?.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
