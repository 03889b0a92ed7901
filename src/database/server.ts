import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Connection } from './database.ts';
import { Listener } from './listener.ts';
import { inTurn } from './turns.ts';

/** Arbitrary, but not used for a lock by other users of the server's databases. */
const startLock = 7_268_245_103;

/** Most connections per process. */
const connections = 10;

/** PostgreSQL on a server. @throws Error if it cannot be reached */
export async function openServer(url: string, log: Log): Promise<Connection> {
  const pool = openPool(url, log);
  const listener = new Listener(url, log);
  try {
    await listener.connect();
  } catch (cause) {
    await pool.end();
    const { host, pathname } = new URL(url);
    const message = `Cannot open the database ${host}${pathname}: ${(cause as Error).message}; check DATABASE_URL and that the server runs`;
    throw new Error(message, { cause });
  }
  return {
    isExclusive: false,
    adapters: inTurn(new PrismaPg(pool), connections),
    queueDatabase: { executeSql: (text, values) => executeSql(pool, text, values) },
    listen: (channel, receive) => listener.listen(channel, receive),
    async exclusively(work) {
      const client = await pool.connect();
      try {
        await client.query('SELECT pg_advisory_lock($1)', [startLock]);
        return await work();
      } finally {
        // The lock belongs to the connection, and ends with it.
        client.release(true);
      }
    },
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

/** The connection pool. An idle connection that ends is logged, and replaced when needed. */
export function openPool(url: string, log: Pick<Log, 'warn'>): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, application_name: 'driftscape', max: connections });
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  // The pool and the adapter listen alternately. An error in between would have no listener and end the process; the
  // user of the connection gets it from the statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The queue sends several statements in one text, for which `pg` returns a list of results. */
async function executeSql(pool: pg.Pool, text: string, values?: unknown[]) {
  const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
  return { rows: [result].flat().flatMap(({ rows }) => rows) };
}
