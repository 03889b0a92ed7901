import type { PgBoss } from 'pg-boss';
import { openBoss } from '../database/boss.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Retention } from './retention.ts';

const name = 'retention';
/** Minute 17 of every hour; what was due while no process ran is made up for once. */
const times = '17 * * * *';
/** Versions before the rows of animations were the queue kept a job for each; nothing is left of them, or done, after once. */
const formerQueue = 'animations';
/** Nothing here is in a hurry, and every look is a statement. */
const lookEverySeconds = 45;

/** Sweeps every hour, on one process of all that share the database: the queue gives each sweep to one of them. */
export class RetentionSchedule {
  readonly #boss: PgBoss;
  readonly #workerId: string;

  private constructor(boss: PgBoss, workerId: string) {
    this.#boss = boss;
    this.#workerId = workerId;
  }

  /** @throws Error when the database does not answer; nothing of it goes on then */
  static async start(
    database: Pick<Database, 'queueDatabase' | 'isExclusive' | 'exclusively'>,
    retention: Pick<Retention, 'sweep'>,
    log: Log,
  ): Promise<RetentionSchedule> {
    const boss = await openBoss(database, {
      name: 'the schedule',
      log,
      cronWorkerIntervalSeconds: lookEverySeconds,
      cronMonitorIntervalSeconds: lookEverySeconds,
    });
    try {
      // One waits at most; one that died in the middle holds up nobody.
      await boss.createQueue(name, { policy: 'short', retryLimit: 1, deleteAfterSeconds: 3_600 });
      await boss.schedule(name, times, null, { missed: 'once' });
      const workerId = await boss.work(name, { pollingIntervalSeconds: lookEverySeconds }, async () => {
        const swept = await retention.sweep();
        log.info(swept, 'removed what was kept long enough');
        // Its own jobs, too, are old at some time.
        await boss.supervise(name);
        await boss.deleteQueue(formerQueue);
      });
      return new RetentionSchedule(boss, workerId);
    } catch (error) {
      await boss.stop({ graceful: false, close: false }).catch(() => {});
      throw error;
    }
  }

  /** Sweeps now, unless that is already about to happen. */
  async sweepSoon(): Promise<void> {
    await this.#boss.send(name);
    this.#boss.notifyWorker(this.#workerId);
  }

  /** Waits for a sweep under way. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, close: false, timeout: 5_000 });
  }
}
