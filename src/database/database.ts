import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Db as QueueDatabase } from 'pg-boss';
import type { Config } from '../config.ts';
import { PrismaClient } from '../generated/prisma/client.ts';
import type { Log } from '../log.ts';
import { applyMigrations } from './migrations.ts';

/** Called for each notification on a channel; `null`: some may have been lost, so check. */
export type Receive = (payload: string | null) => void;

/** A connection to PostgreSQL: inside this process, or on a server. */
export interface Connection {
  /** True if no other process can have this database open. */
  readonly isExclusive: boolean;
  readonly adapters: SqlDriverAdapterFactory;
  /**
   * For statements of the job queue and of migrations: several statements in one text without parameters form one
   * transaction.
   */
  readonly queueDatabase: QueueDatabase;
  /** Runs `work` while no other process runs its own. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Listens (SQL LISTEN) on a channel until the returned function is called. */
  listen(channel: string, receive: Receive): Promise<() => Promise<void>>;
  /** Its current content, as from `dumpEmbedded`; absent for a server, which has its own tools. */
  dump?(): Promise<Uint8Array>;
  /**
   * Makes the space of deleted rows reusable (VACUUM); absent for a server, which does so itself. All other statements
   * wait meanwhile.
   */
  vacuum?(): Promise<void>;
  close(): Promise<void>;
}

export interface Database
  extends Pick<
    Connection,
    'isExclusive' | 'queueDatabase' | 'exclusively' | 'listen' | 'dump' | 'vacuum' | 'close'
  > {
  readonly prisma: PrismaClient;
}

/**
 * Opens the database, embedded in this process (files under the data directory) or on a server, and applies
 * the migrations it lacks.
 *
 * Beware on the embedded database, which has one connection: between the start and the end of an interactive
 * transaction, every statement outside it waits. Statements in it go through its own client alone, or both wait forever.
 * @throws Error when another process uses the data directory, or the server cannot be reached
 */
export async function openDatabase(
  config: Pick<Config, 'dataDirectory' | 'databaseUrl'>,
  log: Log,
): Promise<Database> {
  const connection = await openConnection(config, log);
  // The timeout allows for times when the embedded database is busy with other work.
  const transactionOptions = { maxWait: 20_000, timeout: 20_000 };
  const prisma = new PrismaClient({ adapter: connection.adapters, transactionOptions });
  try {
    const applied = await connection.exclusively(() => applyMigrations(connection.queueDatabase));
    if (applied.length > 0) log.info({ migrations: applied }, 'migrated the database');
  } catch (error) {
    await prisma.$disconnect();
    await connection.close();
    throw error;
  }
  return {
    prisma,
    isExclusive: connection.isExclusive,
    queueDatabase: connection.queueDatabase,
    exclusively: connection.exclusively,
    listen: connection.listen,
    dump: connection.dump,
    vacuum: connection.vacuum,
    async close() {
      await prisma.$disconnect();
      await connection.close();
    },
  };
}

/** Loads only the one in use. */
async function openConnection(
  { dataDirectory, databaseUrl }: Pick<Config, 'dataDirectory' | 'databaseUrl'>,
  log: Log,
): Promise<Connection> {
  if (databaseUrl) return (await import('./server.ts')).openServer(databaseUrl, log);
  return (await import('./embedded.ts')).openEmbedded(dataDirectory);
}
