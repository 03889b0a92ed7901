import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { encodeGlobalId } from '../../src/resolvers/global-id.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ScriptedEngine } from '../animations/scripted-engine.ts';
import { ask } from '../e2e/client.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

/** An animation with its files, as they are found again. */
export interface StoredAnimation {
  id: string;
  globalId: string;
  imageId: string;
  videoKey: string;
  posterKey: string;
}

export const video = Uint8Array.from({ length: 5_000 }, (_, index) => index % 251);
export const poster = Uint8Array.from({ length: 500 }, (_, index) => index % 13);

/** A server that asks for keys. Its clock for links stands still until the test lets time pass. */
export class FileBench implements AsyncDisposable {
  readonly driftscape: Driftscape;
  readonly server: Server;
  readonly dataDirectory: string;
  readonly #database: TestDatabase;
  readonly #clock: { nowMs: number };
  /** Secrets of keys of the first project. */
  readonly keys = { read: '', write: '', admin: '' };

  private constructor(
    database: TestDatabase,
    driftscape: Driftscape,
    server: Server,
    clock: { nowMs: number },
  ) {
    this.#database = database;
    this.dataDirectory = database.config.dataDirectory;
    this.driftscape = driftscape;
    this.server = server;
    this.#clock = clock;
  }

  static async open(settings: Record<string, string> = {}): Promise<FileBench> {
    const database = await openEmbeddedTestDatabase();
    const config = { ...loadConfig({ AUTH: 'keys', ...settings }), ...database.config, port: 0 };
    const clock = { nowMs: Date.now() };
    const driftscape = await openDriftscape(config, {
      log: silentLog,
      startEngine: async () => new ScriptedEngine(),
      now: () => clock.nowMs,
    });
    const server = await startServer(driftscape, config, silentLog);
    const bench = new FileBench(database, driftscape, server, clock);
    for (const scope of ['read', 'write', 'admin'] as const) {
      bench.keys[scope] = (await driftscape.access.keys.create({ name: scope, scope })).secret;
    }
    return bench;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.driftscape.close();
    await this.#database[Symbol.asyncDispose]();
  }

  /** Lets time pass for links. */
  pass(ms: number): void {
    this.#clock.nowMs += ms;
  }

  now(): number {
    return this.#clock.nowMs;
  }

  /** A date that many milliseconds from now, as GraphQL takes it. */
  in(ms: number): string {
    return new Date(this.now() + ms).toISOString();
  }

  /** Stores an animation that has succeeded. */
  async addAnimation(photoName = 'fjord.jpg', projectId?: string): Promise<StoredAnimation> {
    const { prisma, storage } = this.driftscape;
    const folder = `animations/${randomUUID()}-1`;
    const [videoKey, posterKey] = [`${folder}/video.mp4`, `${folder}/poster.jpg`];
    await storage.put(videoKey, video);
    await storage.put(posterKey, poster);
    const image = {
      name: photoName,
      contentType: 'image/jpeg',
      sizeBytes: 1,
      widthPixels: 1920,
      heightPixels: 1080,
      sha256: '',
      storageKey: `images/${randomUUID()}.jpg`,
      ...(projectId && { project: { connect: { id: projectId } } }),
    };
    const size = { widthPixels: 1920, heightPixels: 1080, sizeBytes: 1 };
    const { id, imageId } = await prisma.animation.create({
      data: {
        image: { create: image },
        ...(projectId && { project: { connect: { id: projectId } } }),
        framesTotal: 1,
        settings: JSON.parse(JSON.stringify(parseSettings({}))),
        status: 'SUCCEEDED',
        finishedAt: new Date(),
        outputs: {
          create: [
            {
              ...size,
              position: 0,
              kind: 'VIDEO',
              format: 'mp4-h264',
              contentType: 'video/mp4',
              storageKey: videoKey,
            },
            {
              ...size,
              position: 1,
              kind: 'POSTER',
              format: 'jpeg',
              contentType: 'image/jpeg',
              storageKey: posterKey,
            },
          ],
        },
        report: { width: 1920, height: 1080, frames: 240, fps: 30 },
      },
    });
    return { id, globalId: encodeGlobalId('Animation', id), imageId, videoKey, posterKey };
  }

  /** Runs an operation with a key of scope write. @returns its data @throws Error for errors */
  // biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
  async ask(query: string, variables: object = {}, key = this.keys.write): Promise<any> {
    return ask(`${this.server.url}/graphql`, query, variables, { authorization: `Bearer ${key}` });
  }

  /** Fetches a path of the server, or an address that it gave. */
  fetch(address: string, init: RequestInit & { key?: string } = {}): Promise<Response> {
    const { key, headers, ...rest } = init;
    const sent = new Headers(headers);
    if (key) sent.set('authorization', `Bearer ${key}`);
    return fetch(new URL(address, this.server.url), { ...rest, headers: sent });
  }

  /** The status of a fetch without a key. */
  async status(address: string, init: RequestInit & { key?: string } = {}): Promise<number> {
    const response = await this.fetch(address, init);
    await response.arrayBuffer();
    return response.status;
  }

  /** The bytes that a fetch without a key gets. */
  async bytes(address: string): Promise<Uint8Array> {
    return (await this.fetch(address)).bytes();
  }

  file(key: string): string {
    return `/files/${key}`;
  }

  manifest({ globalId }: StoredAnimation): string {
    return `/manifests/${globalId}.json`;
  }
}
