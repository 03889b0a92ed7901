import type { StageSeconds } from '../job.ts';

type MeasuredStage = Exclude<keyof StageSeconds, 'total'>;

/** Adds up the time of each stage, in seconds. */
export class StageClock {
  readonly #startMs = performance.now();
  readonly #seconds: Omit<StageSeconds, 'total'> = {
    decode: 0,
    motion: 0,
    appearance: 0,
    render: 0,
    encode: 0,
    check: 0,
  };

  async measure<T>(stage: MeasuredStage, work: () => Promise<T>): Promise<T> {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[stage] += (performance.now() - startMs) / 1000;
    }
  }

  report(): StageSeconds {
    return { ...this.#seconds, total: (performance.now() - this.#startMs) / 1000 };
  }
}
