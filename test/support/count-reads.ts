import type { PrismaClient } from '../../src/generated/prisma/client.ts';

/** The same database, seen through a client that counts what is read, and that fails when it is told to. */
export function countReads(prisma: PrismaClient) {
  let count = 0;
  let failure: Error | null = null;
  const counting = prisma.$extends({
    query: {
      async $allOperations({ args, query }) {
        if (failure) throw failure;
        count += 1;
        return query(args);
      },
    },
  });
  return {
    prisma: counting as unknown as PrismaClient,
    reads: () => count,
    failWith(error: Error | null) {
      failure = error;
    },
  };
}
