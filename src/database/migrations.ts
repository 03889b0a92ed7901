import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { PrismaClient } from '../generated/prisma/client.ts';

// The only file that knows Prisma's schema engine. Prisma's command line downloads it as a program; the same
// engine comes as an npm package, which needs no network and works on the embedded database too.

const prismaDirectory = resolve(import.meta.dirname, '../../prisma');
const schemaFile = join(prismaDirectory, 'schema.prisma');
/** One folder for each migration, named `<time>_<what>`, with a migration.sql. */
export const migrationsDirectory = join(prismaDirectory, 'migrations');

/** The queue keeps its tables in a schema of its own, which the engine does not look at. */
const filters = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that a database lacks, in order, and records them in `_prisma_migrations`, as
 * `prisma migrate deploy` does.
 * @returns the names of those applied
 * @throws Error when the database has migrations that are not known here, and nothing is changed; or when one fails: it is then
 * recorded as failed, and nothing later is applied
 */
export async function applyMigrations(
  prisma: PrismaClient,
  adapters: SqlMigrationAwareDriverAdapterFactory,
): Promise<string[]> {
  const migrationsList = await readMigrations();
  const names = migrationsList.migrationDirectories.map(({ path }) => path);
  const applied = await appliedNames(prisma);
  const unknown = [...applied].filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `This database was upgraded by a newer version (${unknown.join(', ')}); start that version, or restore a backup made before`,
    );
  }
  if (names.every((name) => applied.has(name))) return [];
  using engine = await startEngine(adapters);
  return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
}

/**
 * The SQL still missing in prisma/migrations to arrive at prisma/schema.prisma; null when they agree.
 * @param adapters of any database; its shadow database must be empty and is written to
 */
export async function planMigration(adapters: SqlMigrationAwareDriverAdapterFactory): Promise<string | null> {
  using engine = await startEngine(adapters);
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...(await readMigrations()) },
    to: {
      tag: 'schemaDatamodel',
      files: [{ path: 'schema.prisma', content: await readFile(schemaFile, 'utf8') }],
    },
    script: true,
    exitCode: true,
    filters,
  });
  return exitCode === 0 ? null : stdout;
}

/** Starting the engine takes a fifth of a second, so a database that is up to date is recognised without it. */
async function appliedNames(prisma: PrismaClient): Promise<Set<string>> {
  const [{ exists }] = await prisma.$queryRaw<[{ exists: boolean }]>`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
  if (!exists) return new Set();
  const rows = await prisma.$queryRaw<{ name: string }[]>`
    SELECT migration_name AS name FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;
  return new Set(rows.map(({ name }) => name));
}

async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const readMigration = async (name: string) => {
    const sql = await readFile(join(migrationsDirectory, name, 'migration.sql'), 'utf8');
    return {
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    };
  };
  return {
    baseDir: migrationsDirectory,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(migrationsDirectory, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.sort().map(readMigration)),
  };
}

let loading: Promise<void> | undefined;

async function startEngine(adapters: SqlMigrationAwareDriverAdapterFactory): Promise<bindings.SchemaEngine> {
  loading ??= loadEngine();
  await loading;
  const ignoreLog = () => {};
  const bound = bindMigrationAwareSqlAdapterFactory(adapters);
  return bindings.SchemaEngine.new({ datamodels: undefined }, ignoreLog, bound);
}

/** What is used here of a global that the compiler's library knows for browsers only. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(wasm: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
  };
};

/** The package's entry imports its WebAssembly file as a module, which Node does only with a warning. */
async function loadEngine(): Promise<void> {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(script.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...bindings } });
  const exports = instance.exports as { __wbindgen_start(): void };
  (bindings as unknown as { __wbg_set_wasm(exports: unknown): void }).__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}
