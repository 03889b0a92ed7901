import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Connection } from './database.ts';

/** One folder per migration, named `<time>_<what>`, with a migration.sql. */
export const migrationsDirectory = resolve(import.meta.dirname, '../../prisma/migrations');

/** The table in which Prisma's tools record applied migrations, in the same form. */
const bookkeeping = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                  VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"            VARCHAR(64) NOT NULL,
    "finished_at"         TIMESTAMPTZ,
    "migration_name"      VARCHAR(255) NOT NULL,
    "logs"                TEXT,
    "rolled_back_at"      TIMESTAMPTZ,
    "started_at"          TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

type Sql = Connection['queueDatabase'];

/**
 * Applies the pending migrations of a database, in order, and records them in `_prisma_migrations` like
 * `prisma migrate deploy`, so both can be used on the same database. Each migration and its record form one
 * transaction. Only one process may run this at a time, see {@link Connection.exclusively}.
 * @returns the names of those applied
 * @throws Error if the database has unknown migrations (nothing is changed then), or if a migration fails: it is rolled
 *   back, and no later one is applied
 */
export async function applyMigrations(sql: Sql, directory = migrationsDirectory): Promise<string[]> {
  const names = await migrationNames(directory);
  const applied = await appliedNames(sql);
  const unknown = [...applied].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `This database was upgraded by a newer version (${unknown.join(', ')}); start that version, or restore a backup made before`,
    );
  }
  const missing = names.filter((name) => !applied.has(name));
  if (missing.length > 0) await sql.executeSql(bookkeeping);
  for (const name of missing) await applyMigration(sql, name, directory);
  return missing;
}

async function migrationNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const misnamed = names.find((name) => !/^\d+_\w+$/.test(name));
  if (misnamed !== undefined) {
    throw new Error(
      `Expected folders such as 20261123172141_first_tables in ${directory}, but found ${misnamed}`,
    );
  }
  return names.sort();
}

async function appliedNames(sql: Sql): Promise<Set<string>> {
  const { rows: found } = await sql.executeSql(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`,
  );
  if (!found[0].exists) return new Set();
  const { rows } = await sql.executeSql(`
    SELECT "migration_name" AS "name" FROM "_prisma_migrations"
    WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`);
  return new Set(rows.map(({ name }) => name));
}

/** Several statements in one text without parameters form one transaction, in PostgreSQL and in PGlite. */
async function applyMigration(sql: Sql, name: string, directory: string): Promise<void> {
  const script = await readFile(join(directory, name, 'migration.sql'), 'utf8');
  const checksum = createHash('sha256').update(script).digest('hex');
  try {
    await sql.executeSql(`${script}
      ;
      UPDATE "_prisma_migrations" SET "rolled_back_at" = now()
      WHERE "migration_name" = '${name}' AND "finished_at" IS NULL AND "rolled_back_at" IS NULL;
      INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
      VALUES (gen_random_uuid()::text, '${checksum}', '${name}', now(), 1)`);
  } catch (cause) {
    const message = `The migration ${name} failed: ${(cause as Error).message}. Nothing of it was applied: start the previous version, or fix the cause and start again`;
    throw new Error(message, { cause });
  }
}
