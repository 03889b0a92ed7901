/** An event as far as it is counted. */
export interface CountedEvent {
  __typename: string;
  sequence: number;
  at: string;
  isMissed?: boolean;
}

/** What one subscriber heard of one animation, held against the sequence that it should have heard. */
export class Ledger {
  events = 0;
  lost = 0;
  doubled = 0;
  /** Snapshots in place of events that it was too slow for. */
  missedSnapshots = 0;
  hasEnded = false;
  /** From the time that an event was stored to the time that it was here; of those stored since it listens. */
  readonly lagsMs: number[] = [];
  #last: number | null = null;
  readonly #since = Date.now();

  note({ __typename, sequence, at, isMissed = false }: CountedEvent): void {
    this.events += 1;
    if (__typename === 'AnimationSnapshot') {
      if (isMissed) this.missedSnapshots += 1;
      if (this.#last !== null && sequence < this.#last) this.doubled += 1;
      this.#last = sequence;
      return;
    }
    if (this.#last === null || sequence > this.#last + 1) this.lost += 1;
    else if (sequence <= this.#last) this.doubled += 1;
    this.#last = sequence;
    const storedAt = Date.parse(at);
    if (storedAt >= this.#since) this.lagsMs.push(Date.now() - storedAt);
    if (__typename === 'AnimationEnded') this.hasEnded = true;
  }
}
