import { execFile, spawn } from 'node:child_process';
import { chown, glob, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { Killable } from './killable.ts';

const run = promisify(execFile);
const startWithinMs = 60_000;

/** A PostgreSQL server of a test's own, which may be killed. Disposing removes it and its data. */
export class PostgresServer implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #programs: string;
  readonly #port: number;
  readonly #user: { uid?: number; gid?: number };
  readonly #program = new Killable();

  private constructor(folder: string, programs: string, port: number, user: { uid?: number; gid?: number }) {
    this.#folder = folder;
    this.#programs = programs;
    this.#port = port;
    this.#user = user;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** @returns null where no PostgreSQL is installed */
  static async start(): Promise<PostgresServer | null> {
    const programs = await findPrograms();
    if (!programs) return null;
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-postgres-'));
    const user = await unprivileged();
    if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? 0);
    const data = join(folder, 'data');
    await run(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], user);
    const server = new PostgresServer(folder, programs, await freePort(), user);
    await server.up();
    return server;
  }

  /** Starts it, after {@link down} on the same port and data. */
  async up(): Promise<void> {
    const deadline = Date.now() + startWithinMs;
    while (!(await this.#answers())) {
      if (Date.now() > deadline) throw new Error('PostgreSQL did not start');
      // What a killed one leaves is in the way of the next for a moment.
      if (!this.#program.isAlive) this.#launch();
      await setTimeout(100);
    }
  }

  /** Ends it at once, transactions under way included. */
  async down(): Promise<void> {
    await this.#program.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #launch(): void {
    const options = ['-D', join(this.#folder, 'data'), '-p', `${this.#port}`, '-k', this.#folder];
    const program = join(this.#programs, 'postgres');
    this.#program.hold(spawn(program, [...options, '-h', '127.0.0.1'], { ...this.#user, stdio: 'ignore' }));
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 1_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function findPrograms(): Promise<string | null> {
  for await (const program of glob('/usr/lib/postgresql/*/bin/postgres')) return dirname(program);
  return null;
}

/** PostgreSQL does not run as root: its own user, where this process is root. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(['-u', '-g'].map((option) => run('id', [option, 'postgres'])));
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}
