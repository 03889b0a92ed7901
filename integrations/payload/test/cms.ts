import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { sqliteAdapter } from '@payloadcms/db-sqlite';
import { buildConfig, getPayload, handleEndpoints, type Payload, type SanitizedConfig } from 'payload';
import type { DriftscapeOptions } from '../src/options.ts';
import { driftscape } from '../src/plugin.ts';

/** A delivery with its response. */
export interface Delivery {
  headers: Record<string, string>;
  body: string;
  status: number;
}

const webhookPath = '/api/driftscape/webhook';

/** Payload with the plugin: SQLite and files in a folder, its REST API on a free port. */
export class Cms implements AsyncDisposable {
  readonly url: string;
  readonly deliveries: Delivery[] = [];
  readonly #server: Server;
  #payload: Payload | undefined;
  #config: SanitizedConfig | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error) => response.destroy(error));
    });
  }

  /** Starts listening, so that webhooks can be registered before Payload knows their secret. */
  static async listen(): Promise<Cms> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Cms(server);
  }

  get webhookUrl(): string {
    return this.url + webhookPath;
  }

  get payload(): Payload {
    if (!this.#payload) throw new Error('Expected Payload to have been started');
    return this.#payload;
  }

  /** Starts Payload with the plugin and a public, writable collection `media`. */
  async start(folder: string, options: Omit<DriftscapeOptions, 'uploadCollections'>): Promise<void> {
    const everybody = { read: () => true, create: () => true };
    this.#config = await buildConfig({
      secret: 'for tests alone',
      serverURL: this.url,
      db: sqliteAdapter({ client: { url: `file:${join(folder, 'cms.db')}` }, logger: false }),
      collections: [
        { slug: 'media', access: everybody, upload: { staticDir: join(folder, 'media') }, fields: [] },
      ],
      plugins: [
        driftscape({ ...options, uploadCollections: ['media'], outputsFolder: join(folder, 'animations') }),
      ],
      telemetry: false,
      typescript: { autoGenerate: false },
      logger: { options: { level: 'silent' } },
    });
    this.#payload = await getPayload({ config: this.#config, cron: true, key: this.url });
  }

  /** Uploads a photo like the admin panel. @returns the id of its document */
  async upload(photo: File, fields: object): Promise<number> {
    const form = new FormData();
    form.set('_payload', JSON.stringify(fields));
    form.set('file', photo);
    const response = await fetch(`${this.url}/api/media`, { method: 'POST', body: form });
    const answer = (await response.json()) as { doc?: { id: number } };
    if (!answer.doc) throw new Error(JSON.stringify(answer));
    return answer.doc.id;
  }

  /** The document of a photo as a site reads it, including those of its video and poster. */
  async fetchDocument(id: number) {
    const response = await fetch(`${this.url}/api/media/${id}?depth=1`);
    return (await response.json()) as {
      updatedAt: string;
      animation: {
        status: string | null;
        failure: string | null;
        video: { url: string; mimeType: string; filename: string } | null;
        poster: { url: string; mimeType: string; filename: string } | null;
      };
    };
  }

  /** Waits until `count` deliveries have been answered. */
  async answered(count: number): Promise<void> {
    while (this.deliveries.length < count) await once(this.#server, 'delivery');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#payload?.destroy();
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (!this.#config) return void outgoing.writeHead(503).end();
    const { method = 'GET', url = '/' } = incoming;
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    );
    const sent = Uint8Array.from(await buffer(incoming));
    const body = sent.length > 0 ? sent : undefined;
    const request = new Request(this.url + url, { method, headers, body });
    const response = await handleEndpoints({
      config: this.#config,
      payloadInstanceCacheKey: this.url,
      request,
    });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body) await pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing);
    else outgoing.end();
    if (url !== webhookPath) return;
    this.deliveries.push({ headers, body: Buffer.from(sent).toString(), status: response.status });
    this.#server.emit('delivery');
  }
}
