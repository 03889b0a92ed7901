import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';
import { currentClient } from '../client.ts';
import { FairTurns } from '../fair-turns.ts';
import { breathing } from './breath.ts';

/** How long statements may block the thread. */
const longestMs = 10;

/**
 * Schedules statements and transactions fairly by client: one request may need dozens of statements, and a client with
 * many requests must not delay one with few.
 * @param atOnce number of connections
 */
export function inTurn(adapters: SqlDriverAdapterFactory, atOnce: number): SqlDriverAdapterFactory {
  const { provider, adapterName } = adapters;
  const turns = new FairTurns(atOnce);
  const breathe = breathing(longestMs);
  const inTurn: InTurn = (work) =>
    turns.run(currentClient(), async () => {
      await breathe();
      return work();
    });
  return {
    provider,
    adapterName,
    connect: async () => takeTurns(await adapters.connect(), inTurn),
  };
}

type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

function takeTurns(adapter: SqlDriverAdapter, inTurn: InTurn): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  const executeRaw = adapter.executeRaw.bind(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: (query) => inTurn(() => queryRaw(query)),
    executeRaw: (query) => inTurn(() => executeRaw(query)),
    startTransaction: (isolationLevel) => {
      const begun = Promise.withResolvers<Transaction>();
      // It keeps its slot until it is finished.
      inTurn(async () => {
        const over = Promise.withResolvers<void>();
        begun.resolve(whenOver(await startTransaction(isolationLevel), over.resolve));
        await over.promise;
      }).catch(begun.reject);
      return begun.promise;
    },
  } satisfies Partial<SqlDriverAdapter>);
}

function whenOver(transaction: Transaction, tell: () => void): Transaction {
  const commit = transaction.commit.bind(transaction);
  const rollback = transaction.rollback.bind(transaction);
  return Object.assign(transaction, {
    commit: () => commit().finally(tell),
    rollback: () => rollback().finally(tell),
  });
}
