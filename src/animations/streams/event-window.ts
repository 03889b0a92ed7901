/**
 * The newest events of one source, in order, for readers who each keep their own place: the memory it holds does not grow
 * with their number nor with their slowness.
 */
export class EventWindow<Event extends { sequence: number }> {
  readonly #capacity: number;
  #events: Event[] = [];
  /** The sequence of the last event that is not held any more. */
  #floor: number;

  /**
   * @param capacity how many events are held
   * @param behind the sequence of the last event before the first one pushed
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

  /** The first event behind a place; null when it has not happened yet, `gone` when it is not held any more. */
  after(sequence: number): Event | 'gone' | null {
    if (sequence < this.#floor) return 'gone';
    return this.#events.find((event) => event.sequence > sequence) ?? null;
  }
}
