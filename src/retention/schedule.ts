import type { PgBoss } from 'pg-boss';
import { openBoss } from '../database/boss.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { Retention } from './retention.ts';

const name = 'retention';
/** Minute 17 of every hour; runs missed while no process was up are made up for once. */
const times = '17 * * * *';
/** Older versions kept a job for each animation in this queue; it is deleted at the first start. */
const formerQueue = 'animations';
/** Nothing here is urgent, and every poll is a statement. */
const lookEverySeconds = 45;

/** Sweeps every hour, in one of the processes that share the database: the queue gives each sweep to one of them. */
export class RetentionSchedule {
  readonly #boss: PgBoss;
  readonly #workerId: string;

  private constructor(boss: PgBoss, workerId: string) {
    this.#boss = boss;
    this.#workerId = workerId;
  }

  /** @throws Error if the database does not answer; nothing keeps running then */
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
      // At most one waits; a process that died in the middle blocks nobody.
      await boss.createQueue(name, { policy: 'short', retryLimit: 1, deleteAfterSeconds: 3_600 });
      await boss.schedule(name, times, null, { missed: 'once' });
      const workerId = await boss.work(name, { pollingIntervalSeconds: lookEverySeconds }, async () => {
        const swept = await retention.sweep();
        log.info(swept, 'removed what was kept long enough');
        // Removes its own old jobs, too.
        await boss.supervise(name);
        await boss.deleteQueue(formerQueue);
      });
      return new RetentionSchedule(boss, workerId);
    } catch (error) {
      await boss.stop({ graceful: false, close: false }).catch(() => {});
      throw error;
    }
  }

  /** Sweeps now, unless a sweep is already due. */
  async sweepSoon(): Promise<void> {
    await this.#boss.send(name);
    this.#boss.notifyWorker(this.#workerId);
  }

  /** Waits for a running sweep. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: true, close: false, timeout: 5_000 });
  }
}
