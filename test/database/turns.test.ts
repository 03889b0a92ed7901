import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { asClient, continueAs } from '../../src/client.ts';
import { openDatabase } from '../../src/database/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

/** More than a database has connections, many times over. */
const many = 300;

describeDatabases((openTestDatabase) => {
  it('a client with hundreds of statements does not block others, with a statement or a transaction', async () => {
    await using test = await openTestDatabase();
    const { prisma, close } = await openDatabase(test.config, silentLog);
    let done = 0;
    const slow = async () => {
      await prisma.$queryRaw`SELECT pg_sleep(0.01)::text`;
      done += 1;
    };
    const greedy = asClient('greedy', () => Promise.all(Array.from({ length: many }, slow)));
    await asClient('modest', () => prisma.image.count());
    const inTransaction = () =>
      prisma.$transaction(async (tx) => [await tx.image.count(), await tx.animation.count()]);
    // Who it is may turn out on the way.
    await asClient('greedy', () => {
      continueAs('another');
      return inTransaction();
    });
    // What nobody asked for has its turn as well.
    await inTransaction();
    expect(done).toBeLessThan(many / 3);
    await greedy;
    await close();
  });

  it('an endless sequence of statements leaves time for other work', async () => {
    await using test = await openTestDatabase();
    const { prisma, close } = await openDatabase(test.config, silentLog);
    let done = 0;
    const slow = async () => {
      await prisma.$queryRaw`SELECT pg_sleep(0.02)::text`;
      done += 1;
    };
    const all = Promise.all(Array.from({ length: many / 3 }, slow));
    // A timer, as a request, is heard of when the event loop turns.
    await setTimeout(1);
    expect(done).toBeLessThan(many / 6);
    await all;
    await close();
  });

  it('a failing transaction frees its place', async () => {
    await using test = await openTestDatabase();
    const { prisma, close } = await openDatabase(test.config, silentLog);
    for (let i = 0; i < 20; i++) {
      const failing = prisma.$transaction(async (tx) => {
        await tx.image.count();
        if (i % 2) throw new Error('undone');
        await tx.$queryRaw`SELECT 1 / 0`;
      });
      await expect(failing).rejects.toThrow();
    }
    expect(await prisma.image.count()).toBe(0);
    await close();
  });
});
