import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { afterAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { applyMigrations, migrationsDirectory } from '../../src/database/migrations.ts';
import { describeDatabases } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const name = '29990101000000_one_more';
const folders: string[] = [];

/** A folder with the migrations that there are, as far as `isIn` wants them. */
async function migrationFolder(isIn: (name: string) => boolean = () => true): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-migrations-'));
  folders.push(folder);
  for (const each of await readdir(migrationsDirectory)) {
    if (isIn(each)) await cp(join(migrationsDirectory, each), join(folder, each), { recursive: true });
  }
  return folder;
}

/** One with another migration. */
async function folderWith(sql: string): Promise<string> {
  const folder = await migrationFolder();
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
  return folder;
}

const recordsOf = async ({ queueDatabase }: Database) =>
  (
    await queueDatabase.executeSql(`
      SELECT "checksum", "finished_at" IS NOT NULL AS "isFinished", "rolled_back_at" IS NOT NULL AS "isRolledBack"
      FROM "_prisma_migrations" WHERE "migration_name" = '${name}' ORDER BY "started_at"`)
  ).rows;

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeDatabases((openTestDatabase) => {
  it('a failing migration names what failed, leaves nothing behind, and can be applied once it is fixed', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const { queueDatabase } = database;
    const broken = await folderWith('CREATE TABLE "half" ("id" INT);\nSELECT "nonsense";');
    await expect(applyMigrations(queueDatabase, broken)).rejects.toThrow(
      RegExp(`migration ${name} failed: .*nonsense.* Nothing of it was applied`),
    );
    expect(await recordsOf(database)).toEqual([]);
    // The connection is as good as before, and the table is not there.
    const mended = 'CREATE TABLE "half" ("id" INT); -- and no more';
    expect(await applyMigrations(queueDatabase, await folderWith(mended))).toEqual([name]);
    const checksum = createHash('sha256').update(mended).digest('hex');
    expect(await recordsOf(database)).toEqual([{ checksum, isFinished: true, isRolledBack: false }]);
    expect(await applyMigrations(queueDatabase, await folderWith(mended))).toEqual([]);
    await database.close();
  });

  it('completes a migration that an earlier version began', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const { queueDatabase } = database;
    await queueDatabase.executeSql(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at") VALUES ('x', 'x', '${name}', 'epoch')`,
    );
    expect(await applyMigrations(queueDatabase, await folderWith('SELECT 1;'))).toEqual([name]);
    expect(await recordsOf(database)).toEqual([
      { checksum: 'x', isFinished: false, isRolledBack: true },
      { checksum: expect.any(String), isFinished: true, isRolledBack: false },
    ]);
    await database.close();
  });
});

it('continues from any state that an earlier version has left', async () => {
  const pglite = await PGlite.create();
  const sql = fromPglite(pglite);
  const names = (await readdir(migrationsDirectory)).filter((each) => /^\d/.test(each)).sort();
  const early = new Set(names.slice(0, 6));
  expect(await applyMigrations(sql, await migrationFolder((each) => early.has(each)))).toEqual(
    names.slice(0, 6),
  );
  expect(await applyMigrations(sql)).toEqual(names.slice(6));
  expect(await applyMigrations(sql)).toEqual([]);
  await pglite.close();
});
