/**
 * The newest events of one source, in order, for readers that each keep their own position. Its memory does not grow
 * with the number or the slowness of readers.
 */
export class EventWindow<Event extends { sequence: number }> {
  readonly #capacity: number;
  #events: Event[] = [];
  /** The sequence of the last event that is no longer in memory. */
  #floor: number;

  /**
   * @param capacity number of events kept
   * @param behind sequence of the last event before the first one pushed
   */
  constructor(capacity: number, behind: number) {
    this.#capacity = capacity;
    this.#floor = behind;
  }

  push(events: readonly Event[]): void {
    this.#events.push(...events);
    const dropped = this.#events.splice(0, Math.max(0, this.#events.length - this.#capacity));
    this.#floor = dropped.at(-1)?.sequence ?? this.#floor;
  }

  /** The first event after a sequence; null if there is none yet, `gone` if it is no longer in memory. */
  after(sequence: number): Event | 'gone' | null {
    if (sequence < this.#floor) return 'gone';
    return this.#events.find((event) => event.sequence > sequence) ?? null;
  }
}
