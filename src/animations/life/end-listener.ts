import type { Animation, Prisma } from '../../generated/prisma/client.ts';

/** Hears of every animation that ends, in the transaction that ends it. */
export interface EndListener {
  /** @param row as it is after the end; an error undoes the end */
  announceEnd(tx: Prisma.TransactionClient, row: Animation): Promise<void>;
}
