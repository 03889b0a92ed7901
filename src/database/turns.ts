import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from '@prisma/driver-adapter-utils';
import { currentClient } from '../client.ts';
import { FairTurns } from '../fair-turns.ts';
import { breathing } from './breath.ts';

/** How long statements may keep a thread before others get to it. */
const longestMs = 10;

/**
 * Lets statements and transactions into a database in turn, by client: one question of a client may come to dozens of statements, and
 * whoever asks many of them holds up nobody with one.
 * @param atOnce connections that there are
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
      // It has its place until it is over.
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
