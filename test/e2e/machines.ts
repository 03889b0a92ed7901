import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Server } from '../support/s3-server.ts';
import { ServerProcess } from './server-process.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Machines of one site: processes that have a folder each, and share a database and a bucket alone. Disposing ends all of them.
 */
export class Machines implements AsyncDisposable {
  readonly #shared: Record<string, string>;
  readonly #resources = new AsyncDisposableStack();

  /** @param settings what is the same on all of them, such as `BUNDLE_DIR` */
  constructor(databaseUrl: string, s3: S3Server, settings: Record<string, string>) {
    this.#shared = {
      ...s3.settings,
      STORAGE: `s3://${s3.bucket}/site`,
      DATABASE_URL: databaseUrl,
      TOKEN_SECRET: 'a secret that all of these machines share',
      EMBEDDED_WORKER: 'off',
      ...settings,
    };
  }

  /** The settings of one more machine, whose folder is empty. */
  async add(): Promise<Record<string, string>> {
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-machine-'));
    this.#resources.defer(() => rm(folder, { recursive: true, force: true }));
    return { ...this.#shared, DATA_DIR: folder };
  }

  async startServer(settings?: Record<string, string>): Promise<ServerProcess> {
    return this.#resources.use(await ServerProcess.start(settings ?? (await this.add())));
  }

  async startWorker(settings?: Record<string, string>, wrapper?: readonly string[]): Promise<WorkerProcess> {
    return this.#resources.use(await WorkerProcess.start(settings ?? (await this.add()), wrapper));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}
