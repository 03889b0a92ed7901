import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMigration } from '../../scripts/migrations/schema-engine.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { migrationsDirectory } from '../../src/database/migrations.ts';
import { describeDatabases, describeServerDatabase, openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const preset = (name: string) => ({
  name,
  kind: 'MOTION' as const,
  label: name,
  codes: [[0, 1, 2, 3, 4, 5, 6, 7.5]],
  bundle: 'test@1',
});

/** Notifications of a channel as they come. */
async function listen(database: Database, channel: string) {
  const received: (string | null)[] = [];
  let heard = Promise.withResolvers<void>();
  const unlisten = await database.listen(channel, (payload) => {
    received.push(payload);
    heard.resolve();
  });
  return {
    received,
    unlisten,
    async next(): Promise<string | null> {
      while (received.length === 0) {
        await heard.promise;
        heard = Promise.withResolvers();
      }
      return received.shift() as string | null;
    },
  };
}

const notify = (database: Database, channel: string, payload: string) =>
  database.prisma.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;

describeDatabases((openTestDatabase) => {
  it('keeps rows through a restart, with every type of column', async () => {
    await using test = await openTestDatabase();
    const first = await openDatabase(test.config, silentLog);
    const created = await first.prisma.latentPreset.create({ data: preset('calm') });
    await first.close();

    const second = await openDatabase(test.config, silentLog);
    const found = await second.prisma.latentPreset.findFirst({ where: { name: 'calm' } });
    await second.close();
    expect(found).toEqual(created);
    expect(found?.codes).toEqual([[0, 1, 2, 3, 4, 5, 6, 7.5]]);
  });

  it('discards a failed transaction', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const failing = database.prisma.$transaction(async (tx) => {
      await tx.latentPreset.create({ data: preset('never') });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await database.prisma.latentPreset.count()).toBe(0);
    await database.close();
  });

  it('delivers notifications to every listener of the channel, only after the commit', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const [one, two, other] = [
      await listen(database, 'news'),
      await listen(database, 'news'),
      await listen(database, 'sports'),
    ];
    const lost = database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_notify('news', 'rolled back')`;
      throw new Error('no');
    });
    await expect(lost).rejects.toThrow('no');
    let isCommitted = false;
    const committed = database.prisma
      .$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_notify('news', 'kept')`;
        await tx.latentPreset.create({ data: preset('news') });
        expect(one.received).toEqual([]);
      })
      .then(() => {
        isCommitted = true;
      });
    expect(await one.next()).toBe('kept');
    expect(await two.next()).toBe('kept');
    await committed;
    expect(isCommitted).toBe(true);
    expect(other.received).toEqual([]);
    await database.close();
  });

  it('rejects a database upgraded by a newer version, and leaves it unchanged', async () => {
    await using test = await openTestDatabase();
    const newer = await openDatabase(test.config, silentLog);
    const name = '29990101000000_of_a_newer_version';
    await newer.prisma.$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', ${name}, now())`;
    await newer.close();
    await expect(openDatabase(test.config, silentLog)).rejects.toThrow(`by a newer version (${name})`);
  });

  it('does not call a listener that has stopped listening', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const gone = await listen(database, 'news');
    const staying = await listen(database, 'news');
    await gone.unlisten();
    await notify(database, 'news', 'late');
    expect(await staying.next()).toBe('late');
    expect(gone.received).toEqual([]);
    await staying.unlisten();
    await database.close();
  });
});

describe('the migrations', () => {
  it('lead exactly to the schema in schema.prisma', async () => {
    expect(await planMigration()).toBeNull();
  });
});

describe('the embedded database', () => {
  it('keeps its files from other users of the machine, even in a folder that was open to them', async () => {
    await using test = await openEmbeddedTestDatabase();
    const { dataDirectory } = test.config;
    await chmod(dataDirectory, 0o755);
    await (await openDatabase(test.config, silentLog)).close();
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);
  });

  it('creates its folder, including parents', async () => {
    await using test = await openEmbeddedTestDatabase();
    const dataDirectory = join(test.config.dataDirectory, 'not', 'there', 'yet');
    const database = await openDatabase({ dataDirectory }, silentLog);
    expect(await database.prisma.image.count()).toBe(0);
    await database.close();
  });

  it('is for one process: a second one gets an error, and succeeds when the first has closed', async () => {
    await using test = await openEmbeddedTestDatabase();
    const first = await openDatabase(test.config, silentLog);
    const expected = `Another Driftscape uses this DATA_DIR: ${test.config.dataDirectory}`;
    await expect(openDatabase(test.config, silentLog)).rejects.toThrow(expected);
    await first.close();
    await (await openDatabase(test.config, silentLog)).close();
  });

  it('loses no committed row to SIGKILL during writes, and leaves no lock', async () => {
    await using test = await openEmbeddedTestDatabase();
    const acknowledged: string[] = [];
    for (let round = 0; round < 2; round++) {
      const child = fork(
        new URL('./writer.ts', import.meta.url),
        [test.config.dataDirectory, String(round)],
        {
          execArgv: [],
        },
      );
      const enough = Promise.withResolvers<void>();
      child.on('message', (name: string) => {
        acknowledged.push(name);
        if (acknowledged.length >= 25 * (round + 1)) enough.resolve();
      });
      const exit = once(child, 'exit');
      await Promise.race([enough.promise, exit]);
      child.kill('SIGKILL');
      expect((await exit)[1]).toBe('SIGKILL');
    }
    const database = await openDatabase(test.config, silentLog);
    const stored = new Set((await database.prisma.latentPreset.findMany()).map(({ name }) => name));
    expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);
    await database.close();
  });
});

describeServerDatabase((openTestDatabase) => {
  it('is migrated once when several processes open it at the same time', async () => {
    await using test = await openTestDatabase();
    const databases = await Promise.all([1, 2, 3].map(() => openDatabase(test.config, silentLog)));
    const [{ count }] = await databases[0].prisma.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM _prisma_migrations`;
    const entries = await readdir(migrationsDirectory, { withFileTypes: true });
    expect(count).toBe(entries.filter((entry) => entry.isDirectory()).length);
    for (const database of databases) await database.close();
  });

  it('listens again after its connection was lost, and reports that notifications may have been missed', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const news = await listen(database, 'news');
    await database.prisma.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'driftscape events' AND datname = current_database()`;
    expect(await news.next()).toBeNull();
    await notify(database, 'news', 'back again');
    expect(await news.next()).toBe('back again');
    await database.close();
  });
});

describe('a PostgreSQL server', () => {
  it('that cannot be reached gives an error that says what to check and hides the password', async () => {
    await using test = await openEmbeddedTestDatabase();
    await mkdir(test.config.dataDirectory, { recursive: true });
    const databaseUrl = 'postgres://someone:secret@127.0.0.1:1/nowhere';
    const opening = openDatabase({ ...test.config, databaseUrl }, silentLog);
    const error = (await opening.catch((reason) => reason)) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toContain('Cannot open the database 127.0.0.1:1/nowhere');
    expect(error.message).toContain('DATABASE_URL');
    expect(error.message).not.toContain('secret');
  });
});
