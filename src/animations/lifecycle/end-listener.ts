import type { Animation, Prisma } from '../../generated/prisma/client.ts';

/** Called for every animation that ends, in the transaction that ends it. */
export interface EndListener {
  /** @param row the row after the end; an error rolls the end back */
  announceEnd(tx: Prisma.TransactionClient, row: Animation): Promise<void>;
}
