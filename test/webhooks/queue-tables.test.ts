import { expect, it } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { DeliveryQueue, defaultPauses } from '../../src/webhooks/delivery-queue.ts';
import { describeDatabases } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

describeDatabases((openTestDatabase) => {
  it('rejects a queue whose tables a newer version has upgraded, and leaves it unchanged', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const queue = await DeliveryQueue.open(database, defaultPauses, silentLog);
    await queue.close();
    const version = async () =>
      (await database.prisma.$queryRaw<[{ version: number }]>`SELECT version FROM jobs.version`)[0].version;
    const known = await version();
    await database.prisma.$executeRaw`UPDATE jobs.version SET version = ${known + 1}`;

    const opening = DeliveryQueue.open(database, defaultPauses, silentLog);
    await expect(opening).rejects.toThrow(`to ${known + 1}, this one knows ${known}`);
    expect(await version()).toBe(known + 1);
    await database.close();
  });

  it('leaves a correct queue unchanged, and changes another', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const openWith = async (firstSeconds: number) => {
      const queue = await DeliveryQueue.open(database, { ...defaultPauses, firstSeconds }, silentLog);
      await queue.close();
      const [row] = await database.prisma.$queryRaw<object[]>`
        SELECT retry_delay, updated_on FROM jobs.queue WHERE name = 'webhooks'`;
      return row;
    };
    const first = await openWith(7);
    expect(first).toMatchObject({ retry_delay: 7 });
    expect(await openWith(7)).toEqual(first);
    expect(await openWith(8)).toMatchObject({ retry_delay: 8 });
    await database.close();
  });
});
