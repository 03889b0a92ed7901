import { expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { Sweeping } from '../../src/retention/sweeping.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const exclusively = <T>(work: () => Promise<T>) => work();

const nothing = { images: 0, animations: 0, events: 0 };

it('is set up when the database is back, if it was unavailable at first', async () => {
  await using test = await openEmbeddedTestDatabase();
  const database = await openDatabase(test.config, silentLog);
  let isAway = true;
  const executeSql = vi.fn((text: string, values?: unknown[]) => {
    if (!isAway) return database.queueDatabase.executeSql(text, values);
    isAway = false;
    throw new Error('Connection terminated unexpectedly');
  });
  const swept = Promise.withResolvers<void>();
  const sweep = async () => {
    swept.resolve();
    return nothing as never;
  };
  const sweeping = Sweeping.begin(
    { queueDatabase: { executeSql }, isExclusive: true, exclusively },
    { sweep },
    silentLog,
  );
  await sweeping.started;
  expect(isAway).toBe(false);
  await swept.promise;
  await sweeping.close();
  await database.close();
});

it('is not set up after a permanent error', async () => {
  const executeSql = async () => Promise.reject(new Error('permission denied for schema jobs'));
  const sweep = async () => nothing as never;
  const sweeping = Sweeping.begin(
    { queueDatabase: { executeSql }, isExclusive: false, exclusively },
    { sweep },
    silentLog,
  );
  await expect(sweeping.started).rejects.toThrow('permission denied');
  await sweeping.close();
});
