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

  describe('a delivery', () => {
    it('is there, row and place in the queue, if and only if its transaction is committed', async () => {
      const webhookId = await addWebhook();
      const undone = database.prisma.$transaction(async (tx) => {
        await outbox.add(tx, webhookId, 'WEBHOOK_TEST', {});
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await database.prisma.webhookDelivery.count()).toBe(0);
      expect(await queue.take(10)).toEqual([]);

      const { id } = await database.prisma.$transaction((tx) =>
        outbox.add(tx, webhookId, 'WEBHOOK_TEST', {}),
      );
      expect(await queue.take(10)).toEqual([id]);
    });

    it('waits for the one before it to the same webhook, and not for those to others', async () => {
      const [first, second] = [await addWebhook(), await addWebhook()];
      const ids: string[] = [];
      for (const webhookId of [first, first, second]) {
        const add = database.prisma.$transaction((tx) => outbox.add(tx, webhookId, 'WEBHOOK_TEST', {}));
        ids.push((await add).id);
      }
      expect((await queue.take(10)).sort()).toEqual([ids[0], ids[2]].sort());
      await database.prisma.$transaction((tx) => queue.remove(tx, ids[0]));
      expect(await queue.take(10)).toEqual([ids[1]]);
    });

    it('waits 15 to 30 s after its first failure, so that a receiver can start again', async () => {
      const webhookId = await addWebhook();
      const { id } = await database.prisma.$transaction((tx) =>
        outbox.add(tx, webhookId, 'WEBHOOK_TEST', {}),
      );
      await queue.take(10);
      await database.prisma.$transaction((tx) => queue.putBack(tx, id));
      const rows = await database.prisma.$queryRaw<{ seconds: number }[]>`
        SELECT EXTRACT(EPOCH FROM start_after - now())::float AS seconds FROM jobs.job WHERE id = ${id}::uuid`;
      expect(rows[0].seconds).toBeGreaterThan(10);
      expect(rows[0].seconds).toBeLessThanOrEqual(30);
    });
  });
});
