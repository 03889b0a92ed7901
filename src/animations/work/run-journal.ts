import { setTimeout } from 'node:timers/promises';
import type { AnimationStage } from '../../generated/prisma/client.ts';
import type { JobEvent } from '../../inference/engine/client.ts';
import type { Stage } from '../../inference/job.ts';
import type { Log } from '../../log.ts';
import type { Progress, Run, Runs, RunVerdict } from './runs.ts';

/** Minimum time between two frame events. */
const intervalMs = 250;

const stageNames: Record<Stage, AnimationStage> = {
  decoding: 'DECODING',
  'predicting-motion': 'PREDICTING_MOTION',
  'predicting-appearance': 'PREDICTING_APPEARANCE',
  rendering: 'RENDERING',
  finishing: 'FINISHING',
};

/**
 * Stores the events of a run, in order and one at a time. Of frame events, which may come hundreds of times a second,
 * only the latest is stored every quarter of a second.
 */
export class RunJournal {
  readonly #runs: Runs;
  readonly #run: Run;
  readonly #log: Log;
  readonly #judge: (verdict: RunVerdict) => void;
  /** The last write, which follows all earlier ones. */
  #written: Promise<void> = Promise.resolve();
  #stage: AnimationStage = 'DECODING';
  #pending: Progress | null = null;
  #framesDone = 0;
  #isFlushPlanned = false;
  #quietUntilMs = 0;

  /** @param judge called after every write with whether the run may continue */
  constructor(runs: Runs, run: Run, log: Log, judge: (verdict: RunVerdict) => void) {
    this.#runs = runs;
    this.#run = run;
    this.#log = log;
    this.#judge = judge;
  }

  note(event: JobEvent): void {
    if (event.type === 'stage') {
      this.#enter(stageNames[event.stage]);
    } else if (event.type === 'progress') {
      this.#advance(event.frame, this.#pending?.preview ?? null);
    } else if (event.type === 'preview') {
      const { frame, jpeg, width, height } = event;
      this.#advance(Math.max(frame, this.#framesDone), { jpeg, width, height });
    }
  }

  /** Waits for all writes. */
  async settle(): Promise<void> {
    this.#flush();
    await this.#written;
  }

  #enter(stage: AnimationStage): void {
    // The first stage is stored when the run starts.
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.#flush();
    this.#write(() => this.#runs.enter(this.#run, stage));
  }

  #advance(framesDone: number, preview: Progress['preview']): void {
    this.#framesDone = framesDone;
    this.#pending = { framesDone, preview };
    if (!this.#isFlushPlanned) this.#planFlush();
  }

  /** A slow database gets fewer frame events, not a queue of them. */
  async #planFlush(): Promise<void> {
    this.#isFlushPlanned = true;
    await this.#written;
    await setTimeout(Math.max(0, this.#quietUntilMs - performance.now()), undefined, { ref: false });
    this.#isFlushPlanned = false;
    this.#flush();
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending) return;
    this.#quietUntilMs = performance.now() + intervalMs;
    this.#write(() => this.#runs.advance(this.#run, pending));
  }

  #write(work: () => Promise<RunVerdict>): void {
    this.#written = this.#written.then(work).then(this.#judge, (error) => {
      // The video matters more than its progress events.
      this.#log.warn({ err: error }, 'the progress of an animation was not stored');
    });
  }
}
