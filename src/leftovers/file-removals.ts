import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';

type Transaction = Pick<Prisma.TransactionClient, 'fileToRemove'>;

const batchSize = 100;

/**
 * Files that no row refers to any more. They are recorded in the transaction that removes the last reference, so that
 * none is left even if the process dies before removing it. Their keys are never used again.
 */
export class FileRemovals {
  readonly #prisma: PrismaClient;
  readonly #storage: Pick<Storage, 'remove' | 'check'>;
  readonly #log: Log;
  #holds = 0;

  constructor(prisma: PrismaClient, storage: Pick<Storage, 'remove' | 'check'>, log: Log) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#log = log;
  }

  /** Records files in the transaction that removes the last reference to them; then call {@link carryOut}. */
  async release(tx: Transaction, keys: readonly string[]): Promise<void> {
    await tx.fileToRemove.createMany({ data: keys.map((key) => ({ key })), skipDuplicates: true });
  }

  /** Removes files that no row refers to, or records them for later if that fails. */
  async remove(keys: readonly string[]): Promise<void> {
    await this.release(this.#prisma, keys);
    await this.carryOut();
  }

  /** Removes recorded files, as far as possible at the moment. @returns their number */
  async carryOut(): Promise<number> {
    let count = 0;
    for (;;) {
      if (this.#holds > 0) return count;
      const left = await this.#prisma.fileToRemove.findMany({
        orderBy: { since: 'asc' },
        take: batchSize,
      });
      if (left.length === 0) return count;
      try {
        // If the storage is unavailable, every file seems to be missing.
        await this.#storage.check();
        for (const { key } of left) await this.#storage.remove(key);
      } catch (error) {
        this.#log.warn(
          { err: error },
          'files that are left over could not be removed; they are at the next sweep',
        );
        return count;
      }
      await this.#prisma.fileToRemove.deleteMany({ where: { key: { in: left.map(({ key }) => key) } } });
      count += left.length;
    }
  }

  /** Until it is disposed, no file is removed, for readers of an earlier state of the rows. */
  hold(): Disposable {
    this.#holds += 1;
    return {
      [Symbol.dispose]: () => {
        this.#holds -= 1;
        if (this.#holds === 0)
          this.carryOut().catch((error) => this.#log.warn({ err: error }, 'removing files failed'));
      },
    };
  }
}
