import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Retention } from './retention.ts';
import { RetentionSchedule } from './schedule.ts';

/** The hourly sweep, and one at the start, arranged beside everything else. */
export class Sweeping {
  /** @throws Error when it could not be arranged */
  readonly started: Promise<void>;
  readonly #closing = Promise.withResolvers<void>();
  #isClosing = false;
  #schedule: RetentionSchedule | undefined;

  private constructor(
    database: Pick<Database, 'queueDatabase' | 'isExclusive'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
    startAfter: Promise<unknown> | undefined,
  ) {
    this.started = this.#start(database, retention, log, startAfter);
    // Whoever wants to know asks `started`.
    this.started.catch(() => {});
  }

  /** @param startAfter what it waits for; default: nothing */
  static begin(
    database: Pick<Database, 'queueDatabase' | 'isExclusive'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
    startAfter?: Promise<unknown>,
  ): Sweeping {
    return new Sweeping(database, retention, log, startAfter);
  }

  async #start(
    database: Pick<Database, 'queueDatabase' | 'isExclusive'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
    startAfter: Promise<unknown> | undefined,
  ): Promise<void> {
    await Promise.race([startAfter, this.#closing.promise]);
    if (this.#isClosing) return;
    this.#schedule = await RetentionSchedule.start(database, retention, log);
    if (!this.#isClosing) await this.#schedule.sweepSoon();
  }

  /** Waits for a sweep under way. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#closing.resolve();
    await this.started.catch(() => {});
    await this.#schedule?.close();
  }
}
