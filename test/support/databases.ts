import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { migrationsDirectory } from '../../src/database/migrations.ts';
import { DeliveryQueue, defaultPauses } from '../../src/webhooks/delivery-queue.ts';
import { silentLog } from './silent-log.ts';

/** A database of a test's own, up to date and empty, and a folder for files; disposing removes both. */
export interface TestDatabase extends AsyncDisposable {
  /** What to open it with: a part of `Config`. */
  readonly config: { dataDirectory: string; databaseUrl?: string };
}

export type OpenTestDatabase = () => Promise<TestDatabase>;

/** A PostgreSQL server and a role that may create databases, such as `postgres://user:secret@127.0.0.1/postgres`. */
const serverUrl = process.env.TEST_DATABASE_URL;

/**
 * Defines the same tests for each kind of database: embedded, always, and on a server where `TEST_DATABASE_URL`
 * names one.
 */
export function describeDatabases(define: (openTestDatabase: OpenTestDatabase) => void): void {
  describe('on the embedded database', () => define(openEmbeddedTestDatabase));
  describeServerDatabase(define);
}

/** Defines tests for a database on a server alone. */
export function describeServerDatabase(define: (openTestDatabase: OpenTestDatabase) => void): void {
  if (serverUrl) describe('on a PostgreSQL server', () => define(() => openServerTestDatabase(serverUrl)));
  else
    describe.skip('on a PostgreSQL server (skipped: TEST_DATABASE_URL is not set)', () =>
      define(unavailable));
}

export async function openEmbeddedTestDatabase(): Promise<TestDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'driftscape-test-'));
  await cp(await embeddedTemplate(), join(dataDirectory, 'database'), { recursive: true });
  return {
    config: { dataDirectory },
    [Symbol.asyncDispose]: () => rm(dataDirectory, { recursive: true, force: true }),
  };
}

/** On the server that `url` names. */
export async function openServerTestDatabase(url: string): Promise<TestDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'driftscape-test-'));
  const name = `driftscape_test_${randomUUID().replaceAll('-', '')}`;
  await query(url, `CREATE DATABASE ${name}`);
  const databaseUrl = new URL(url);
  databaseUrl.pathname = `/${name}`;
  return {
    config: { dataDirectory, databaseUrl: databaseUrl.href },
    async [Symbol.asyncDispose]() {
      await query(url, endSessions(name));
      await query(url, `DROP DATABASE ${name}`);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/**
 * Ends this role's own sessions. `DROP DATABASE … WITH (FORCE)` would also try to end an autovacuum worker, which
 * belongs to the superuser, and be refused; without FORCE the server sends that worker away itself.
 */
function endSessions(database: string): string {
  return `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}' AND usename = current_user`;
}

async function unavailable(): Promise<never> {
  throw new Error('Expected TEST_DATABASE_URL to name a PostgreSQL server, but it is not set');
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** A database to copy, tables and queue made: making one from nothing takes seconds. Kept until what makes it changes. */
async function embeddedTemplate(): Promise<string> {
  const hash = createHash('sha256').update(await databaseVersions());
  for (const file of await migrationFiles()) hash.update(file).update(await readFile(file));
  const template = join(tmpdir(), `driftscape-test-template-${hash.digest('hex').slice(0, 16)}`);
  if (await stat(template).catch(() => null)) return template;
  const making = await mkdtemp(`${template}-`);
  const database = await openDatabase({ dataDirectory: making }, silentLog);
  const queue = await DeliveryQueue.open(database, defaultPauses, silentLog);
  await queue.close();
  await database.close();
  // Another test file may have made it meanwhile: then its copy stays and this one goes.
  await rename(join(making, 'database'), template).catch(() => {});
  await rm(making, { recursive: true, force: true });
  return template;
}

async function databaseVersions(): Promise<string> {
  const lock = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = JSON.parse(lock);
  return ['@electric-sql/pglite', 'pg-boss'].map((name) => packages[`node_modules/${name}`].version).join();
}

async function migrationFiles(): Promise<string[]> {
  const entries = await readdir(migrationsDirectory, { recursive: true });
  const files = entries.filter((entry) => entry.endsWith('.sql')).sort();
  return files.map((entry) => join(migrationsDirectory, entry));
}
