import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriftscapeClient, expectSuccess, operations } from '@driftscape/client';
import { ServerProcess } from '../../../test/e2e/server-process.ts';
import { writeTestBundle } from '../../../test/inference/test-bundle.ts';
import { landscape } from '../../../test/photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../../../test/support/databases.ts';
import type { DriftscapeOptions } from '../src/options.ts';
import { Cms } from './cms.ts';

const settings = { durationSeconds: 1, fps: 12, widthPixels: 160, encoderPreset: 'VERYFAST' } as const;

/** A unique photo, because the video of an animated one would be reused. */
export async function photoOf(hue: number): Promise<File> {
  const jpeg = await landscape().modulate({ hue }).jpeg().toBuffer();
  return new File([Uint8Array.from(jpeg)], 'lake.jpg', { type: 'image/jpeg' });
}

/** A Driftscape server and a CMS that uses it. */
export class Site implements AsyncDisposable {
  readonly folder: string;
  readonly #settings: Record<string, string>;
  readonly #resources: AsyncDisposableStack;
  #server: ServerProcess | undefined;
  #port: string | undefined;

  private constructor(
    folder: string,
    serverSettings: Record<string, string>,
    resources: AsyncDisposableStack,
  ) {
    this.folder = folder;
    this.#settings = serverSettings;
    this.#resources = resources;
  }

  static async open(): Promise<Site> {
    const resources = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-payload-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const database = resources.use(await openEmbeddedTestDatabase());
    const site = new Site(
      folder,
      {
        DATA_DIR: database.config.dataDirectory,
        BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
        FETCH_ALLOW: '127.0.0.1',
      },
      resources,
    );
    await site.startDriftscape();
    return site;
  }

  get driftscape(): ServerProcess {
    if (!this.#server) throw new Error('Expected Driftscape to have been started');
    return this.#server;
  }

  /** The administrator's client. */
  get client(): DriftscapeClient {
    return new DriftscapeClient({ url: this.driftscape.graphqlUrl });
  }

  /** Starts Driftscape; the next time, at the same address. */
  async startDriftscape(): Promise<void> {
    const port: Record<string, string> = this.#port ? { PORT: this.#port } : {};
    this.#server = this.#resources.use(await ServerProcess.start({ ...this.#settings, ...port }));
    this.#port = new URL(this.#server.url).port;
  }

  /** @param isFetched whether Driftscape fetches photos from Payload, instead of Payload uploading them */
  async startCms({
    isFetched = false,
    ...options
  }: { isFetched?: boolean } & Partial<DriftscapeOptions> = {}): Promise<Cms> {
    const cms = this.#resources.use(await Cms.listen());
    const folder = join(this.folder, new URL(cms.url).port);
    await mkdir(folder);
    const input = { url: cms.webhookUrl };
    const { createWebhook } = await this.client.request(operations.createWebhook, { input });
    await cms.start(folder, {
      url: this.driftscape.url,
      webhookSecret: expectSuccess(createWebhook).secret,
      settings,
      photoUrl: isFetched ? ({ url }) => new URL(url, cms.url).href : undefined,
      ...options,
    });
    return cms;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}
