import { isSameStall, type Stall } from '../queue/stalls.ts';
import type { StoredAnimationEvent } from './events.ts';

/**
 * Looks now and then whether the process that renders an animation has fallen silent. Any event of its own shows that it has
 * not, so nothing is asked while they come, nor while the animation waits in the queue.
 */
export class StallWatch {
  readonly #look: () => Promise<Stall | null>;
  readonly #onChange: () => void;
  readonly #checkMs: number;
  #timer: NodeJS.Timeout | null = null;
  /** Counts what was seen otherwise, so that an answer of before does not count. */
  #changes = 0;
  #stall: Stall | null = null;

  /** @param onChange hears when the animation stalls, and when its process is heard of again */
  constructor(look: () => Promise<Stall | null>, onChange: () => void, checkMs: number) {
    this.#look = look;
    this.#onChange = onChange;
    this.#checkMs = checkMs;
  }

  get stall(): Stall | null {
    return this.#stall;
  }

  /** It is running. */
  begin(): void {
    this.#timer ??= setInterval(() => this.#check(), this.#checkMs).unref();
    this.#timer.refresh();
  }

  /** Somebody else has looked. */
  see(stall: Stall | null): void {
    this.#changes += 1;
    if (isSameStall(stall, this.#stall)) return;
    this.#stall = stall;
    this.#onChange();
  }

  /** Something happened to it, which readers hear of by itself. */
  note({ type }: StoredAnimationEvent): void {
    this.#changes += 1;
    this.#stall = null;
    if (type === 'stage' || type === 'frame') this.begin();
    else this.end();
  }

  /** It is not running any more, or nobody wants to know. */
  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #check(): Promise<void> {
    const changes = this.#changes;
    // Trouble with the database shows where events are read.
    const stall = await this.#look().catch(() => this.#stall);
    if (this.#timer && changes === this.#changes) this.see(stall);
  }
}
