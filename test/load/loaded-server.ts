import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, createAnimation, uploadPhoto } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { type Holdings, Inspector } from './inspector.ts';

/** The server like a real one, in its own process, to put a load on and to look into. */
export class LoadedServer implements AsyncDisposable {
  readonly url: string;
  readonly #server: ServerProcess;
  readonly #inspector: Inspector;
  readonly #dataDirectory: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    server: ServerProcess,
    inspector: Inspector,
    dataDirectory: string,
    resources: AsyncDisposableStack,
  ) {
    this.url = server.graphqlUrl;
    this.#dataDirectory = dataDirectory;
    this.#server = server;
    this.#inspector = inspector;
    this.#resources = resources;
  }

  static async start(): Promise<LoadedServer> {
    await using resources = new AsyncDisposableStack();
    const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'driftscape-load-')), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    const bundle = await writeTestBundle(join(folder, 'bundle'));
    const { dataDirectory } = resources.use(await openEmbeddedTestDatabase()).config;
    const settings = { DATA_DIR: dataDirectory, BUNDLE_DIR: bundle };
    const server = resources.use(await ServerProcess.start(settings, ['--inspect=127.0.0.1:0']));
    if (!server.inspectorUrl) throw new Error('Expected Node to say where its debugger listens');
    const inspector = resources.use(await Inspector.open(server.inspectorUrl));
    return new LoadedServer(server, inspector, dataDirectory, resources.move());
  }

  get processId(): number {
    return this.#server.id;
  }

  /** Files below its data folder, without those of the database. */
  async countFiles(): Promise<number> {
    const entries = await readdir(this.#dataDirectory, { recursive: true, withFileTypes: true });
    const database = join(this.#dataDirectory, 'database');
    return entries.filter((entry) => entry.isFile() && !entry.parentPath.startsWith(database)).length;
  }

  get webSocketUrl(): string {
    return this.url.replace('http', 'ws');
  }

  /** Adds a photo and animations of it. @returns their global ids */
  async addAnimations(settings: readonly object[]): Promise<string[]> {
    const imageId = await uploadPhoto(this.url, Uint8Array.from(await gradientJpeg(640, 360)));
    const ids: string[] = [];
    for (const one of settings) ids.push(await createAnimation(this.url, imageId, one));
    return ids;
  }

  async cancel(ids: readonly string[]): Promise<void> {
    const query = 'mutation ($id: ID!) { cancelAnimation(input: { animationId: $id }) { __typename } }';
    // The last first, so that none of them begins to run.
    for (const id of ids.toReversed()) await ask(this.url, query, { id });
  }

  /** Waits until nobody is connected any more, then looks at what the process still holds. */
  async holdingsAtRest(): Promise<Holdings> {
    while ((await this.connected()) > 0) await setTimeout(50);
    return this.#inspector.holdings();
  }

  /** Subscriptions and WebSockets that are open, as the server itself counts them. */
  async connected(): Promise<number> {
    const text = await (await fetch(`${this.#server.url}/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    return count('driftscape_event_subscribers') + count('driftscape_websockets');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

/**
 * Makes sure that this process and the server, which has the same limits, may hold so many connections.
 * @throws Error that says what to do
 */
export function requireOpenFiles(connections: number): void {
  const needed = connections + 500;
  const path = '/proc/self/limits';
  const limits = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const allowed = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (allowed < needed) {
    throw new Error(
      `Expected room for ${needed} open files but there is for ${allowed}: run \`ulimit -n ${needed}\` first`,
    );
  }
}
