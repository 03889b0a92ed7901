import { fromPrisma, type PgBoss } from 'pg-boss';
import type { BackOff } from '../back-off.ts';
import { openBoss } from '../database/boss.ts';
import type { Database } from '../database/database.ts';
import type { Prisma, WebhookDelivery } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';

const name = 'webhooks';
/** Channel of LISTEN and NOTIFY: a delivery may be waiting. */
const channel = 'webhook_deliveries';
/** Longer than any attempt: a delivery taken for this long was taken by a process that died. */
const expireInSeconds = 120;
const freeEveryMs = 60_000;
/** The delivery's row decides the number of attempts, so the queue itself never gives up. */
const retryLimit = 1_000_000;

/** The queue chooses each delay randomly between the doubled one and twice that: 15 to 30 s after the first attempt. */
export const defaultPauses: BackOff = { firstSeconds: 15, longestSeconds: 6 * 60 * 60 };

/** Deliveries that wait for an attempt. Every change is part of the transaction that changes the delivery's row. */
export class DeliveryQueue {
  readonly #boss: PgBoss;
  readonly #listen: Database['listen'];
  readonly #timer: NodeJS.Timeout;
  readonly pauses: BackOff;

  private constructor(boss: PgBoss, listen: Database['listen'], pauses: BackOff, log: Log) {
    this.#boss = boss;
    this.pauses = pauses;
    this.#listen = listen;
    const free = () =>
      this.freeStuck().catch((error) => log.warn({ err: error }, 'freeing deliveries failed'));
    this.#timer = setInterval(free, freeEveryMs).unref();
  }

  /** @throws Error if a newer version has upgraded the queue's tables; nothing is changed then */
  static async open(database: Database, pauses: BackOff, log: Log): Promise<DeliveryQueue> {
    const boss = await openBoss(database, {
      name: 'the queue of webhooks',
      log,
      schedule: false,
      // So a call every minute is never too early for the queue.
      monitorIntervalSeconds: freeEveryMs / 2_000,
    });
    const options = {
      retryLimit,
      retryBackoff: true,
      retryDelay: pauses.firstSeconds,
      retryDelayMax: pauses.longestSeconds,
      expireInSeconds,
    };
    // Both take the database a tenth of a second, so they are skipped if nothing would change. Either way this process
    // has the queue cached afterwards; a look-up inside a transaction would wait for that to end.
    const stored = await boss.getQueue(name);
    if (!stored) await boss.createQueue(name, options);
    if (!isSame({ ...stored }, options)) await boss.updateQueue(name, options);
    return new DeliveryQueue(boss, database.listen, pauses, log);
  }

  async add(
    tx: Prisma.TransactionClient,
    deliveries: readonly Pick<WebhookDelivery, 'id' | 'webhookId'>[],
  ): Promise<void> {
    const jobs = deliveries.map(({ id, webhookId }) => ({ id, group: { id: webhookId } }));
    await this.#boss.insert(name, jobs, { db: fromPrisma(tx) });
    await tx.$executeRaw`SELECT pg_notify(${channel}, '')`;
  }

  /** Takes due deliveries, at most `limit`, and only one per webhook until it is settled. */
  async take(limit: number): Promise<string[]> {
    const jobs = await this.#boss.fetch(name, { batchSize: limit, groupConcurrency: 1 });
    return jobs.map(({ id }) => id);
  }

  /** Returns a taken delivery to the queue until the given time, as if it had not been taken. */
  async postpone(
    tx: Prisma.TransactionClient,
    { id, webhookId }: Pick<WebhookDelivery, 'id' | 'webhookId'>,
    startAfter: Date,
  ): Promise<void> {
    await this.remove(tx, id);
    const job = { id, group: { id: webhookId }, startAfter };
    await this.#boss.insert(name, [job], { db: fromPrisma(tx) });
  }

  /** Schedules the next attempt of a delivery. */
  async putBack(tx: Prisma.TransactionClient, id: string): Promise<void> {
    await this.#boss.fail(name, id, null, { db: fromPrisma(tx) });
  }

  /** Returns deliveries to the queue that were taken by processes that died. */
  async freeStuck(): Promise<void> {
    await this.#boss.supervise(name);
  }

  async remove(tx: Prisma.TransactionClient, id: string): Promise<void> {
    await this.#boss.deleteJob(name, id, { db: fromPrisma(tx) });
  }

  /** Calls `wake` when a delivery may be waiting, until the returned function is called. */
  async listen(wake: () => void): Promise<() => Promise<void>> {
    return this.#listen(channel, wake);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#boss.stop({ graceful: false, close: false });
  }
}

/** Whether a queue has these options. */
function isSame(stored: Record<string, unknown>, options: object): boolean {
  return Object.entries(options).every(([option, value]) => stored[option] === value);
}
