import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { fromPglite } from 'pg-boss';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import type { Connection } from './database.ts';
import { lockFolder } from './folder-lock.ts';

/** PostgreSQL in this process, its files under `dataDirectory`. */
export async function openEmbedded(dataDirectory: string): Promise<Connection> {
  const folder = resolve(dataDirectory);
  await mkdir(folder, { recursive: true });
  const lock = lockFolder(folder);
  try {
    const pglite = await PGlite.create(join(folder, 'database'));
    return {
      isExclusive: true,
      adapters: new EmbeddedAdapters(pglite),
      queueDatabase: fromPglite(pglite),
      exclusively: (work) => work(),
      listen: (channel, receive) => pglite.listen(channel, receive),
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

/** How Prisma reaches a PGlite. Its shadow database is an empty one in memory. */
export class EmbeddedAdapters extends PrismaPGlite {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super(pglite);
    this.#pglite = pglite;
  }

  override async connect() {
    const adapter = await super.connect();
    // The adapter's own does not wait for the script, so a failed migration would count as applied.
    adapter.executeScript = async (script) => {
      await this.#pglite.exec(script);
    };
    return adapter;
  }

  override async connectToShadowDb() {
    const shadow = await PGlite.create();
    const adapter = await new EmbeddedAdapters(shadow).connect();
    adapter.dispose = () => shadow.close();
    return adapter;
  }
}
