import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { DeliveryQueue, defaultPauses } from '../../src/webhooks/delivery-queue.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { newSecret } from '../../src/webhooks/secrets.ts';
import { describeDatabases, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

describeDatabases((openTestDatabase) => {
  let files: TestDatabase;
  let database: Database;
  let queue: DeliveryQueue;
  let outbox: Outbox;

  beforeAll(async () => {
    files = await openTestDatabase();
    database = await openDatabase(files.config, silentLog);
    queue = await DeliveryQueue.open(database, defaultPauses, silentLog);
    outbox = new Outbox(queue);
  });

  afterAll(async () => {
    await queue.close();
    await database.close();
    await files[Symbol.asyncDispose]();
  });

  async function addWebhook(): Promise<string> {
    const data = {
      url: 'https://example.org',
      events: ['ANIMATION_SUCCEEDED' as const],
      secret: newSecret(),
    };
    return (await database.prisma.webhook.create({ data })).id;
  }

  /** @returns the delivery's id */
  async function add(webhookId: string): Promise<string> {
    const adding = database.prisma.$transaction((tx) => outbox.add(tx, [webhookId], 'WEBHOOK_TEST', {}));
    return (await adding)[0].id;
  }

  describe('a delivery', () => {
    it('exists, as row and in the queue, if and only if its transaction is committed', async () => {
      const webhookId = await addWebhook();
      const undone = database.prisma.$transaction(async (tx) => {
        await outbox.add(tx, [webhookId], 'WEBHOOK_TEST', {});
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await database.prisma.webhookDelivery.count()).toBe(0);
      expect(await queue.take(10)).toEqual([]);
      const id = await add(webhookId);
      expect(await queue.take(10)).toEqual([id]);
    });

    it('waits for the previous one to the same webhook, but not for those to others', async () => {
      const [first, second] = [await addWebhook(), await addWebhook()];
      const ids = [await add(first), await add(first), await add(second)];
      expect((await queue.take(10)).sort()).toEqual([ids[0], ids[2]].sort());
      await database.prisma.$transaction((tx) => queue.remove(tx, ids[0]));
      expect(await queue.take(10)).toEqual([ids[1]]);
    });

    it('waits 15 to 30 s after its first failure, so that a receiver can restart', async () => {
      const id = await add(await addWebhook());
      await queue.take(10);
      await database.prisma.$transaction((tx) => queue.putBack(tx, id));
      const rows = await database.prisma.$queryRaw<{ seconds: number }[]>`
        SELECT EXTRACT(EPOCH FROM start_after - now())::float AS seconds FROM jobs.job WHERE id = ${id}::uuid`;
      expect(rows[0].seconds).toBeGreaterThan(10);
      expect(rows[0].seconds).toBeLessThanOrEqual(30);
    });

    it('is retried if a process has taken it and died', async () => {
      const id = await add(await addWebhook());
      await queue.take(10);
      await queue.freeStuck();
      const stateOf = async () => {
        const rows = await database.prisma.$queryRaw<{ state: string }[]>`
          SELECT state::text FROM jobs.job WHERE id = ${id}::uuid`;
        return rows[0].state;
      };
      expect(await stateOf()).toBe('active');
      await database.prisma.$executeRaw`
        UPDATE jobs.job SET started_on = now() - interval '121 s' WHERE id = ${id}::uuid`;
      await database.prisma.$executeRaw`UPDATE jobs.queue SET monitor_on = NULL, monitor_claim_on = NULL`;
      await queue.freeStuck();
      expect(await stateOf()).toBe('retry');
    });
  });
});
