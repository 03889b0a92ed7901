import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';
import type { Storage } from '../storage/storage.ts';

type Transaction = Pick<Prisma.TransactionClient, 'fileToRemove'>;

const batchSize = 100;

/**
 * Files that no row names any more. They are written down in the transaction that takes their last name away, so that none is
 * left, whatever dies before it is removed; their keys are never used again.
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

  /** In the transaction after which no row names them; then call {@link carryOut}. */
  async release(tx: Transaction, keys: readonly string[]): Promise<void> {
    await tx.fileToRemove.createMany({ data: keys.map((key) => ({ key })), skipDuplicates: true });
  }

  /** Removes files that no row names. What cannot be removed now is, later. */
  async remove(keys: readonly string[]): Promise<void> {
    await this.release(this.#prisma, keys);
    await this.carryOut();
  }

  /** Removes what is written down, as far as that is possible now. @returns how many files */
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
        // Where the storage is away every file seems to be gone.
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

  /** Until it is disposed, files that rows once named stay: for whoever reads what a past state of the rows names. */
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
