import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Connection } from './database.ts';
import { Listener } from './listener.ts';
import { inTurn } from './turns.ts';

/** Any number that no other user of the server's databases takes for its own lock. */
const startLock = 7_268_245_103;

/** That one process has at most. */
const connections = 10;

/** PostgreSQL on a server. @throws Error when it cannot be reached */
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
        // The lock belongs to the connection, and goes with it.
        client.release(true);
      }
    },
    async close() {
      await listener.close();
      await pool.end();
    },
  };
}

/** The server's connections. One that ends while nobody uses it is logged and made anew when needed. */
export function openPool(url: string, log: Pick<Log, 'warn'>): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, application_name: 'driftscape', max: connections });
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  // The pool and the adapter listen in turns. An error between the two would have no listener and end the process;
  // whoever uses the connection hears of it from the statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The queue sends several statements in one text, which `pg` answers with a list of results. */
async function executeSql(pool: pg.Pool, text: string, values?: unknown[]) {
  const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
  return { rows: [result].flat().flatMap(({ rows }) => rows) };
}
