import { Machines } from '../e2e/machines.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { WorkerProcess } from '../e2e/worker-process.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import type { S3Server } from '../support/s3-server.ts';

/** What of a site can be killed. */
export type Part = 'server' | 'worker' | 's3' | 'database';
export const parts: readonly Part[] = ['server', 'worker', 's3', 'database'];

type Settings = Record<string, string>;

/** Two servers, two workers, a bucket and a database, each of which can be killed and started again. */
export class Site implements AsyncDisposable {
  readonly #postgres: PostgresServer;
  readonly #s3: S3Server;
  readonly #machines: Machines;
  readonly #servers: { settings: Settings; process: ServerProcess | null }[] = [];
  readonly #workers: { settings: Settings; process: WorkerProcess | null }[] = [];

  private constructor(postgres: PostgresServer, s3: S3Server, settings: Settings) {
    this.#postgres = postgres;
    this.#s3 = s3;
    this.#machines = new Machines(postgres.url, s3, settings);
  }

  /** @param settings what is the same on all machines, such as `BUNDLE_DIR` */
  static async start(postgres: PostgresServer, s3: S3Server, settings: Settings): Promise<Site> {
    const site = new Site(postgres, s3, settings);
    for (let index = 0; index < 2; index++) {
      const own = await site.#machines.add();
      site.#servers.push({ settings: own, process: await ServerProcess.start(own) });
    }
    for (let index = 0; index < 2; index++) {
      const own = await site.#machines.add();
      site.#workers.push({ settings: own, process: await WorkerProcess.start(own) });
    }
    return site;
  }

  /** The address of one of the servers that are up. */
  get url(): string {
    const up = this.#servers.map(({ process }) => process).filter((process) => process !== null);
    return up[Math.floor(Math.random() * up.length)].graphqlUrl;
  }

  /** Kills a part, at random where there are two of it, and starts it again after a time. */
  async kill(part: Part, awayMs: number): Promise<void> {
    const wait = () => new Promise((resolve) => setTimeout(resolve, awayMs));
    if (part === 's3' || part === 'database') {
      const server = part === 's3' ? this.#s3 : this.#postgres;
      await server.down();
      await wait();
      return server.up();
    }
    if (part === 'server') {
      const victim = anyOf(this.#servers);
      await end(victim);
      await wait();
      victim.process = await ServerProcess.start(victim.settings);
      return;
    }
    const victim = anyOf(this.#workers);
    await end(victim);
    await wait();
    victim.process = await WorkerProcess.start(victim.settings);
  }

  /** Ends servers and workers in order. */
  async stop(): Promise<void> {
    for (const { process } of [...this.#servers, ...this.#workers]) await process?.end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of [...this.#servers, ...this.#workers]) await process?.[Symbol.asyncDispose]();
    await this.#machines[Symbol.asyncDispose]();
  }
}

function anyOf<T>(all: readonly T[]): T {
  return all[Math.floor(Math.random() * all.length)];
}

async function end(victim: { process: ServerProcess | WorkerProcess | null }): Promise<void> {
  const { process } = victim;
  victim.process = null;
  await process?.end('SIGKILL');
}
