import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import type { Npm, Started } from '../support/npm.ts';
import { readCompose, type Service } from './compose.ts';
import { readImage } from './dockerfile.ts';

const image = readImage();
const readyWithinMs = 120_000;

export interface SiteSettings {
  /** A folder with what the image holds. */
  tree: string;
  /** A folder in place of the volumes. */
  volumes: string;
  /** A database in place of the compose file's. */
  databaseUrl: string;
  /** What says where the bucket is, in place of the compose file's; null: there is none, files are on a volume that all share. */
  bucket: Record<string, string> | null;
}

/** The server and the workers of the compose file, started without Docker as it says: commands, settings, order, checks. */
export class Site implements AsyncDisposable {
  readonly url: string;
  readonly server: Started;
  readonly workers: Started[] = [];
  readonly #npm: Npm;
  readonly #settings: SiteSettings;
  readonly #services: Record<string, Service>;
  readonly #port: number;

  private constructor(npm: Npm, settings: SiteSettings, port: number) {
    this.#npm = npm;
    this.#settings = settings;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
    const secrets = { POSTGRES_PASSWORD: 'unused', S3_SECRET_KEY: 'unused', TOKEN_SECRET: 't'.repeat(64) };
    this.#services = readCompose({ PUBLIC_URL: this.url, ...secrets }).services;
    this.server = this.#start('api', image.command);
  }

  static async start(npm: Npm, settings: SiteSettings): Promise<Site> {
    await mkdir(settings.volumes, { recursive: true });
    const site = new Site(npm, settings, await freePort());
    await site.untilHealthy();
    const { replicas } = site.#services.worker.deploy ?? { replicas: 1 };
    for (let n = 0; n < replicas; n += 1) await site.startWorker();
    return site;
  }

  /** Starts one more, and waits until it is ready. */
  async startWorker(): Promise<Started> {
    const worker = this.#start('worker', this.#services.worker.command ?? []);
    this.workers.push(worker);
    await worker.says(/worker is ready/);
    return worker;
  }

  /** Runs a command beside the server, as `docker compose exec api` does. */
  run(...command: readonly string[]) {
    return this.#npm.run(this.#settings.tree, command, this.#environmentOf('api'));
  }

  /** Whether the image's own check finds the server well. */
  async isHealthy(): Promise<boolean> {
    return (await this.run(...image.healthCheck)).code === 0;
  }

  async untilHealthy(): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    let ended: unknown;
    this.server.ended.then((end) => {
      ended = end;
    });
    while (!(await this.isHealthy())) {
      if (ended || Date.now() > deadline) throw new Error(`The server is not well: ${JSON.stringify(ended)}`);
      await setTimeout(100);
    }
  }

  #start(name: string, command: readonly string[]): Started {
    return this.#npm.start(this.#settings.tree, command, this.#environmentOf(name));
  }

  /** Of the image and the service; what Docker would give them as names and volumes is here as it is without. */
  #environmentOf(name: string): Record<string, string> {
    const { databaseUrl, volumes, bucket } = this.#settings;
    // Where files are in a bucket, machines have nothing else in common.
    const machine = bucket ? `${name}-${this.workers.length}` : 'machine';
    return {
      ...image.environment,
      ...this.#services[name].environment,
      ...(bucket ?? { STORAGE: 'disk' }),
      DATABASE_URL: databaseUrl,
      DATA_DIR: join(volumes, machine),
      PORT: String(this.#port),
      DEVICE: 'cpu',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of [...this.workers, this.server]) process.kill('SIGKILL');
    await Promise.all([...this.workers, this.server].map(({ ended }) => ended));
  }
}
