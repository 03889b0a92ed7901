import { isSameStall, type Stall } from '../queue/stalls.ts';
import type { StoredAnimationEvent } from './events.ts';

/**
 * Checks periodically whether heartbeats of the process that renders an animation have stopped. Any event of the
 * animation shows that it is alive, so there are no checks while events arrive, nor while the animation waits in the
 * queue.
 */
export class StallWatch {
  readonly #look: () => Promise<Stall | null>;
  readonly #onChange: () => void;
  readonly #checkMs: number;
  #timer: NodeJS.Timeout | null = null;
  /** Counts observations, so that the result of an earlier check is ignored. */
  #changes = 0;
  #stall: Stall | null = null;

  /** @param onChange called when the animation stalls, and when heartbeats resume */
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

  /** Another check has run meanwhile. */
  see(stall: Stall | null): void {
    this.#changes += 1;
    if (isSameStall(stall, this.#stall)) return;
    this.#stall = stall;
    this.#onChange();
  }

  /** It has an event, which readers receive anyway. */
  note({ type }: StoredAnimationEvent): void {
    this.#changes += 1;
    this.#stall = null;
    if (type === 'stage' || type === 'frame') this.begin();
    else this.end();
  }

  /** It is no longer running, or has no readers. */
  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #check(): Promise<void> {
    const changes = this.#changes;
    // Database errors are reported where events are read.
    const stall = await this.#look().catch(() => this.#stall);
    if (this.#timer && changes === this.#changes) this.see(stall);
  }
}
