import { setTimeout } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { isDatabaseAway } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Retention } from './retention.ts';
import { RetentionSchedule } from './schedule.ts';

/** Pause before the database is tried again. */
const retryMs = 1_000;

/** The hourly sweep and one at the start, set up in the background. */
export class Sweeping {
  /** Rejects if it could not be set up. */
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
    // Callers that care await `started`; until then it must not be an unhandled rejection.
    this.started.catch(() => {});
  }

  /** @param startAfter what to wait for; default: nothing */
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
        // The database may be unavailable for a moment, which must not end the server.
        if (!isDatabaseAway(error)) throw error;
        log.warn({ err: error }, 'the database is out of reach; the sweep is arranged when it is back');
        await Promise.race([setTimeout(retryMs, undefined, { ref: false }), this.#closing.promise]);
      }
    }
  }

  /** Waits for a running sweep. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#closing.resolve();
    await this.started.catch(() => {});
    await this.#schedule?.close();
  }
}
