import { setTimeout } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { isDatabaseAway } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Retention } from './retention.ts';
import { RetentionSchedule } from './schedule.ts';

/** Pause before the database is asked again. */
const retryMs = 1_000;

/** The hourly sweep, and one at the start, arranged beside everything else. */
export class Sweeping {
  /** @throws Error when it could not be arranged */
  readonly started: Promise<void>;
  readonly #closing = Promise.withResolvers<void>();
  #isClosing = false;
  #schedule: RetentionSchedule | undefined;

  private constructor(
    database: Pick<Database, 'queueDatabase' | 'isExclusive' | 'exclusively'>,
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
    database: Pick<Database, 'queueDatabase' | 'isExclusive' | 'exclusively'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
    startAfter?: Promise<unknown>,
  ): Sweeping {
    return new Sweeping(database, retention, log, startAfter);
  }

  async #start(
    database: Pick<Database, 'queueDatabase' | 'isExclusive' | 'exclusively'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
    startAfter: Promise<unknown> | undefined,
  ): Promise<void> {
    await Promise.race([startAfter, this.#closing.promise]);
    while (!this.#isClosing) {
      try {
        this.#schedule ??= await RetentionSchedule.start(database, retention, log);
        if (!this.#isClosing) await this.#schedule.sweepSoon();
        return;
      } catch (error) {
        // A server that answers does not end because its database is away for a moment.
        if (!isDatabaseAway(error)) throw error;
        log.warn({ err: error }, 'the database is out of reach; the sweep is arranged when it is back');
        await Promise.race([setTimeout(retryMs, undefined, { ref: false }), this.#closing.promise]);
      }
    }
  }

  /** Waits for a sweep under way. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#closing.resolve();
    await this.started.catch(() => {});
    await this.#schedule?.close();
  }
}
