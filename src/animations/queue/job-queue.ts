import { fromPrisma, PgBoss } from 'pg-boss';
import type { Database } from '../../database/database.ts';
import type { Prisma } from '../../generated/prisma/client.ts';
import type { Log } from '../../log.ts';
import { type Place, rankOf } from './order.ts';

/** A process that has not been heard of for this long has lost its job. */
const heartbeatSeconds = 60;
const name = 'animations';
/** The longest a queue allows. What stands still is found by its missing heartbeat, not by a long time. */
const expireInSeconds = 24 * 60 * 60;
/** How often an animation may start over is decided by its row, so the queue itself never gives up. */
const retryLimit = 1_000_000;
/** Ten years: without it the queue forgets jobs that have waited for two weeks. */
const retentionSeconds = 10 * 365 * 24 * 60 * 60;

/**
 * The order in which animations run: one job for each that waits or runs, with the animation's id. Every change
 * goes along in the transaction that changes the animation's row.
 */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #isExclusive: boolean;

  private constructor(boss: PgBoss, isExclusive: boolean) {
    this.#boss = boss;
    this.#isExclusive = isExclusive;
  }

  static async open({ queueDatabase, isExclusive }: Database, log: Log): Promise<JobQueue> {
    const boss = new PgBoss({
      db: queueDatabase,
      backend: isExclusive ? 'pglite' : 'postgres',
      schema: 'jobs',
      schedule: false,
      registerInstance: false,
      // Only other processes can leave jobs behind.
      supervise: !isExclusive,
      superviseIntervalSeconds: heartbeatSeconds / 2,
      monitorIntervalSeconds: heartbeatSeconds / 2,
    });
    boss.on('error', (error) => log.warn({ err: error }, 'the job queue met an error'));
    boss.on('warning', (warning) => log.warn({ warning }, 'the job queue warns'));
    await boss.start();
    await boss.createQueue(name, {
      retryLimit,
      retryDelay: 0,
      expireInSeconds,
      ...(!isExclusive && { heartbeatSeconds }),
    });
    // Makes the queue known to this process: looked up inside a transaction, it would wait for that to end.
    await boss.findJobs(name, { limit: 1 });
    return new JobQueue(boss, isExclusive);
  }

  /**
   * @param place decides which job is taken first
   * @param startAfter null: as soon as it is its turn
   */
  async add(
    tx: Prisma.TransactionClient,
    id: string,
    place: Place,
    startAfter: Date | null = null,
  ): Promise<void> {
    const when = startAfter && { startAfter };
    const priority = rankOf(place);
    await this.#boss.send(name, null, { id, priority, retentionSeconds, ...when, db: fromPrisma(tx) });
  }

  /** Takes the first job that waits: its animation's id, or null. */
  async take(tx: Prisma.TransactionClient): Promise<string | null> {
    const [job] = await this.#boss.fetch(name, { db: fromPrisma(tx) });
    return job?.id ?? null;
  }

  /** Makes a job wait again; the rest is as for {@link add}. */
  async putBack(
    tx: Prisma.TransactionClient,
    id: string,
    place: Place,
    startAfter: Date | null,
  ): Promise<void> {
    await this.remove(tx, id);
    await this.add(tx, id, place, startAfter);
  }

  async remove(tx: Prisma.TransactionClient, id: string): Promise<void> {
    await this.#boss.deleteJob(name, id, { db: fromPrisma(tx) });
  }

  /** Tells the other processes, until it is disposed, that this one still works on a job. */
  keepAlive(id: string, log: Log): Disposable {
    if (this.#isExclusive) return { [Symbol.dispose]() {} };
    const beat = () => {
      this.#boss.touch(name, id).catch((error) => log.warn({ err: error }, 'a heartbeat failed'));
    };
    const timer = setInterval(beat, (heartbeatSeconds / 4) * 1000);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }
}
