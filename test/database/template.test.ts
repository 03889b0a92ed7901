import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import bossFile from 'pg-boss/package.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrationsDirectory } from '../../src/database/migrations.ts';
import { packTemplate, unpackTemplate } from '../../src/database/template.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-template-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function migrations(): Promise<{ name: string; checksum: string }[]> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const checksumOf = async (name: string) =>
    createHash('sha256')
      .update(await readFile(join(migrationsDirectory, name, 'migration.sql')))
      .digest('hex');
  return Promise.all(names.sort().map(async (name) => ({ name, checksum: await checksumOf(name) })));
}

describe('the template of the embedded database', () => {
  it('exists for the current version of PGlite (run `npm run template`)', async () => {
    const cluster = join(folder, 'cluster');
    expect(await unpackTemplate(cluster)).toBe(true);
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
    const pglite = await PGlite.create(cluster);
    const { rows } = await pglite.query("SELECT current_setting('server_version') AS version");
    await pglite.close();
    const own = await readFile(join(cluster, 'PG_VERSION'), 'utf8');
    expect(rows).toEqual([{ version: expect.stringMatching(`^${own.trim()}[.]`) }]);
    expect((await readdir(folder)).sort()).toEqual(['cluster']);
  });

  it('has all migrations and the current tables of the queue (run `npm run template`)', async () => {
    const pglite = await PGlite.create(join(folder, 'cluster'));
    const { rows: applied } = await pglite.query(
      'SELECT migration_name AS name, checksum FROM _prisma_migrations ORDER BY 1',
    );
    const { rows: queue } = await pglite.query(
      "SELECT version, (SELECT count(*)::int FROM jobs.queue WHERE name = 'webhooks') AS queues FROM jobs.version",
    );
    await pglite.close();
    expect(applied).toEqual(await migrations());
    expect(queue).toEqual([{ version: bossFile.pgboss.schema, queues: 1 }]);
  });

  it('contains no data', async () => {
    const pglite = await PGlite.create(join(folder, 'cluster'));
    const { rows } = await pglite.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'jobs')",
    );
    const filled: string[] = [];
    for (const { name } of rows) {
      const { rows: some } = await pglite.query(`SELECT 1 FROM ${name} LIMIT 1`);
      if (some.length > 0) filled.push(name);
    }
    await pglite.close();
    const known = ['"Project"', '_prisma_migrations'].map((table) => `public.${table}`);
    expect(filled.sort()).toEqual(['jobs.queue', 'jobs.version', ...known]);
  });

  it('is created and unpacked completely, replacing what an interrupted start left', async () => {
    const file = join(folder, 'template');
    await packTemplate(join(folder, 'cluster'), file, 1);
    await unpackTemplate(join(folder, 'first'), file);
    await unpackTemplate(join(folder, 'second.making'), file);
    await unpackTemplate(join(folder, 'second'), file);
    const names = async (name: string) => (await readdir(join(folder, name), { recursive: true })).sort();
    expect(await names('second')).toEqual(await names('first'));
    expect(await names('first')).toEqual(await names('cluster'));
  });

  it('is not needed if another version of PGlite has none', async () => {
    expect(await unpackTemplate(join(folder, 'none'), join(folder, 'pglite-0.0.0.tar.zst'))).toBe(false);
  });
});
