import type { PrismaClient } from '../generated/prisma/client.ts';
import { ownerOf } from '../owned-keys.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage } from '../storage/storage.ts';

/** Keys per query: the embedded database blocks all other queries meanwhile. */
const batchSize = 500;

/** Files that nothing refers to, left by processes that were killed between storing a file and recording it. */
export class Orphans {
  readonly #prisma: PrismaClient;
  readonly #storage: Pick<Storage, 'keys' | 'describe' | 'remove'>;
  readonly #folders: readonly string[];

  /** @param folders to search; every file in them that no row refers to, by its key or its owner, is an orphan */
  constructor(
    prisma: PrismaClient,
    storage: Pick<Storage, 'keys' | 'describe' | 'remove'>,
    folders: readonly string[],
  ) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#folders = folders;
  }

  /**
   * Removes orphans.
   * @param before only those stored earlier: if other processes are running, a file may be older than its row. Default:
   *   all
   * @returns their number
   */
  async sweep(before?: Date): Promise<number> {
    let count = 0;
    for (const folder of this.#folders) {
      for await (const keys of inBatches(this.#storage.keys(folder))) {
        const kept = await this.#named(keys);
        for (const key of keys) {
          if (kept.has(key) || (before && !(await this.#isOlder(key, before)))) continue;
          await this.#storage.remove(key);
          count += 1;
        }
      }
    }
    return count;
  }

  /** Those of some keys that rows refer to: by the key, or by the id of the owner. */
  async #named(keys: readonly string[]): Promise<Set<string>> {
    const where = { storageKey: { in: [...keys] } };
    const select = { storageKey: true };
    const rows = [
      ...(await this.#prisma.image.findMany({ where, select })),
      ...(await this.#prisma.output.findMany({ where, select })),
      ...(await this.#prisma.imageUpload.findMany({ where, select })),
    ];
    const named = new Set<string>(rows.flatMap(({ storageKey }) => storageKey ?? []));
    const ids = new Map(keys.map((key) => [key, ownerIdOf(key)]));
    const owners = { where: { id: { in: [...new Set(ids.values())].filter((id) => id !== null) } } };
    const alive = new Set(
      [
        ...(await this.#prisma.image.findMany({ ...owners, select: { id: true } })),
        ...(await this.#prisma.imageUpload.findMany({ ...owners, select: { id: true } })),
      ].map(({ id }) => id),
    );
    for (const [key, id] of ids) if (id !== null && alive.has(id)) named.add(key);
    return named;
  }

  async #isOlder(key: string, before: Date): Promise<boolean> {
    const file = await this.#storage.describe(key).catch(() => null);
    return file !== null && file.modifiedAt < before;
  }
}

/** The picture that a file was derived from, or the upload that it belongs to. */
function ownerIdOf(key: string): string | null {
  const owner = ownerOf(key);
  if (owner) return 'imageId' in owner ? owner.imageId : null;
  return key.startsWith(`${waitingFolder}/`) ? key.slice(waitingFolder.length + 1) : null;
}

async function* inBatches(keys: AsyncIterable<string>): AsyncIterable<string[]> {
  let batch: string[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
