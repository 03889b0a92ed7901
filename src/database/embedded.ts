import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { privateFolder } from '../private-files.ts';
import type { Connection } from './database.ts';
import { lockFolder } from './folder-lock.ts';
import { inTurn } from './turns.ts';

/** PostgreSQL in this process, with its files under `dataDirectory`. */
export async function openEmbedded(dataDirectory: string): Promise<Connection> {
  const folder = resolve(dataDirectory);
  await privateFolder('DATA_DIR', folder);
  const lock = lockFolder(folder);
  try {
    const database = join(folder, 'database');
    if (!existsSync(database)) await (await import('./template.ts')).unpackTemplate(database);
    const pglite = await start(database);
    return {
      isExclusive: true,
      adapters: inTurn(new PrismaPGlite(pglite), 1),
      queueDatabase: fromPglite(pglite),
      exclusively: (work) => work(),
      listen: (channel, receive) => pglite.listen(channel, receive),
      dump: () => dump(pglite),
      // There is no background process for it here. The schemas are those of rows and of the queue.
      vacuum: async () => {
        await pglite.exec('VACUUM (ANALYZE)');
      },
      async close() {
        await pglite.close();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/**
 * PostgreSQL's table cache duplicates that of the operating system, in memory that this process never returns. This
 * saves 96 of the default 128 MB; the tables of a hundred thousand animations fit into the rest.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/** @throws Error that names the folder and says what to do; the library throws objects without a message */
async function start(folder: string, options: PGliteOptions = {}): Promise<PGlite> {
  try {
    return await PGlite.create(folder, { ...options, startParams });
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    const message = `Expected the files of a database in ${folder}, but they cannot be opened${why}; restore a backup, or set DATA_DIR to another folder`;
    throw new Error(message, { cause });
  }
}

/** No statement runs meanwhile. Uncommitted changes are not included: as after a crash, the log is replayed. */
async function dump(pglite: PGlite): Promise<Uint8Array> {
  return (await pglite.dumpDataDir('gzip')).bytes();
}

/**
 * The content of the embedded database of a data directory, as a gzipped tar file of PGlite.
 * @throws Error if there is none, or another process uses it
 */
export async function dumpEmbedded(dataDirectory: string): Promise<Uint8Array> {
  const folder = resolve(dataDirectory);
  if (!existsSync(join(folder, 'database'))) {
    throw new Error(`There is no database in ${folder}; set DATA_DIR to the folder that the server uses`);
  }
  using _lock = lockFolder(folder);
  const pglite = await start(join(folder, 'database'));
  try {
    return await dump(pglite);
  } finally {
    await pglite.close();
  }
}

/** Creates a database, in a folder that does not exist yet, from the output of {@link dumpEmbedded}. */
export async function loadEmbedded(folder: string, dump: Uint8Array<ArrayBuffer>): Promise<void> {
  const loadDataDir = new Blob([dump], { type: 'application/x-gzip' });
  const pglite = await start(folder, { loadDataDir });
  await pglite.close();
}
