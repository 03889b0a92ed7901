import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.ts';
import type { Caller } from '../../src/access/caller.ts';
import { Quotas } from '../../src/access/quotas.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { reserving } from '../../src/resolvers/reserving.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

let files: TestDatabase;
let database: Database;
let quotas: Quotas;

beforeAll(async () => {
  files = await openEmbeddedTestDatabase();
  database = await openDatabase(files.config, silentLog);
  quotas = new Quotas(database.prisma);
});

afterAll(async () => {
  await database.close();
  await files[Symbol.asyncDispose]();
});

async function addCaller(limits: { animationsPerDay?: number; uploadBytesPerDay?: number }): Promise<Caller> {
  const keys = new ApiKeys(database.prisma);
  const { secret } = await keys.create({ name: 'limited', scope: 'write', ...limits });
  return (await keys.identify(secret)) as Caller;
}

it('a key may use its daily quota and no more', async () => {
  const caller = await addCaller({ animationsPerDay: 2 });
  const once = () => quotas.spend(caller, { animations: 1 }, async () => 'done');
  expect(await once()).toBe('done');
  expect(await once()).toBe('done');
  await expect(once()).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    message: expect.stringContaining('2 animations'),
  });
});

it('concurrent requests get no more in total', async () => {
  const caller = await addCaller({ animationsPerDay: 3 });
  const tries = Array.from({ length: 10 }, () => quotas.spend(caller, { animations: 1 }, async () => 'done'));
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

it('failed requests do not count', async () => {
  const caller = await addCaller({ uploadBytesPerDay: 100 });
  const failing = () => Promise.reject(new Error('no photo'));
  await expect(quotas.spend(caller, { uploadBytes: 90 }, failing)).rejects.toThrow('no photo');
  await quotas.spend(caller, { uploadBytes: 90 }, async () => {});
  await expect(quotas.spend(caller, { uploadBytes: 20 }, async () => {})).rejects.toThrow('100 bytes');
});

it('the actual size counts if it is larger than announced', async () => {
  const caller = await addCaller({ uploadBytesPerDay: 100 });
  await quotas.spend(
    caller,
    { uploadBytes: 1 },
    async () => 100,
    (uploadBytes) => ({ uploadBytes }),
  );
  await expect(quotas.spend(caller, { uploadBytes: 1 }, async () => {})).rejects.toThrow('is used up');
});

it('concurrent uploads of unknown size get no more in total', async () => {
  const caller = await addCaller({ uploadBytesPerDay: 1_000 });
  async function* unannounced() {
    for (let i = 0; i < 10; i++) yield new Uint8Array(30);
  }
  const upload = () =>
    quotas.spend(
      caller,
      { uploadBytes: 1 },
      async (reserve) => {
        let received = 0;
        for await (const { byteLength } of reserving(unannounced(), 1, reserve)) received += byteLength;
        return received;
      },
      (uploadBytes) => ({ uploadBytes }),
    );
  const results = await Promise.allSettled(Array.from({ length: 40 }, upload));
  const taken = results.filter(({ status }) => status === 'fulfilled').length;
  expect(taken).toBeLessThanOrEqual(3);
  for (let i = taken; i < 3; i++) expect(await upload()).toBe(300);
  await expect(upload()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});
