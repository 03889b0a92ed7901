import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { migrationsDirectory } from '../../src/database/migrations.ts';

// The only file that knows Prisma's schema engine. Prisma's command line downloads it as a program; the same engine as
// an npm package needs no network and also works on the embedded database.

const schemaFile = resolve(migrationsDirectory, '../schema.prisma');

/** The queue has its tables in its own schema, which the engine ignores. */
const filters = { externalTables: [], externalEnums: [] };

/** The SQL from the state of prisma/migrations to prisma/schema.prisma; null if they agree. */
export async function planMigration(): Promise<string | null> {
  const pglite = await PGlite.create();
  try {
    using engine = await startEngine(new EngineAdapters(pglite));
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
  } finally {
    await pglite.close();
  }
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

/**
 * Connects the engine to a PGlite. Its shadow database is an empty one in memory, to which it applies the migrations.
 */
class EngineAdapters extends PrismaPGlite {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super(pglite);
    this.#pglite = pglite;
  }

  override async connect() {
    const adapter = await super.connect();
    // The adapter's own version does not wait for the script, so a failed migration would count as applied.
    adapter.executeScript = async (script) => {
      await this.#pglite.exec(script);
    };
    return adapter;
  }

  override async connectToShadowDb() {
    const shadow = await PGlite.create();
    const adapter = await new EngineAdapters(shadow).connect();
    adapter.dispose = () => shadow.close();
    return adapter;
  }
}

async function startEngine(adapters: SqlMigrationAwareDriverAdapterFactory): Promise<bindings.SchemaEngine> {
  await loadEngine();
  const ignoreLog = () => {};
  const bound = bindMigrationAwareSqlAdapterFactory(adapters);
  return bindings.SchemaEngine.new({ datamodels: undefined }, ignoreLog, bound);
}

/** The used part of a global that the compiler's library declares only for browsers. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(wasm: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
  };
};

/** The package's entry imports its WebAssembly file as a module, for which Node prints a warning. */
async function loadEngine(): Promise<void> {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(script.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...bindings } });
  const exports = instance.exports as { __wbindgen_start(): void };
  (bindings as unknown as { __wbg_set_wasm(exports: unknown): void }).__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}
