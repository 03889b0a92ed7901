import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, uploadPhoto } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';

/** How long the server may take to answer anything: a case past it counts as a hang. */
export const deadlineMs = 15_000;

/** What no answer may show: where code lies, what the database said. */
const innards = /INTERNAL_SERVER_ERROR|node_modules|\.ts:\d+|\n\s+at |prisma|postgres|ENOENT/i;

/** A whole server in its own process to throw things at, with what is needed to see whether it took harm. */
export class FuzzedServer implements AsyncDisposable {
  readonly url: string;
  /** Global ids of an image and presets that are there, for input that gets far. */
  readonly knownIds: readonly string[];
  /** Photos that were sent, and refused when they were completed: their files wait to be swept. */
  waitingFiles = 0;
  readonly #server: ServerProcess;
  readonly #dataDirectory: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(
    server: ServerProcess,
    dataDirectory: string,
    knownIds: string[],
    resources: AsyncDisposableStack,
  ) {
    this.url = server.graphqlUrl;
    this.knownIds = knownIds;
    this.#server = server;
    this.#dataDirectory = dataDirectory;
    this.#resources = resources;
  }

  static async start(): Promise<FuzzedServer> {
    await using resources = new AsyncDisposableStack();
    const folder = resources.adopt(await mkdtemp(join(tmpdir(), 'driftscape-fuzz-')), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    const bundle = await writeTestBundle(join(folder, 'bundle'));
    const { dataDirectory } = resources.use(await openEmbeddedTestDatabase()).config;
    const server = resources.use(
      await ServerProcess.start({
        DATA_DIR: dataDirectory,
        BUNDLE_DIR: bundle,
        LOG_LEVEL: 'error',
        MAX_UPLOAD_BYTES: '1000000',
      }),
    );
    const imageId = await uploadPhoto(server.graphqlUrl, Uint8Array.from(await gradientJpeg()));
    const { latentPresets } = await ask(server.graphqlUrl, '{ latentPresets { nodes { id name } } }');
    const [preset] = latentPresets.nodes;
    return new FuzzedServer(server, dataDirectory, [imageId, preset.id, preset.name], resources.move());
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** @throws Error when an answer shows what is none of the client's business, or admits a defect. */
  checkAnswer(text: string): void {
    const [found] = innards.exec(text) ?? [];
    if (!found) return;
    const log = this.#server.logged.slice(-3).join('\n');
    throw new Error(`Expected an answer without ${JSON.stringify(found)}: ${text.slice(0, 2_000)}\n${log}`);
  }

  /** @throws Error unless the process lives and answers in time. */
  async checkAlive(): Promise<void> {
    if (!this.#server.isAlive) throw new Error('Expected the server to live, but its process has ended');
    const response = await fetch(new URL('/health', this.url), { signal: AbortSignal.timeout(deadlineMs) });
    if (response.status !== 200) throw new Error(`Expected a healthy server, but it said ${response.status}`);
    await response.text();
  }

  /** Stops what cases have started, so that rendering takes no time from those to come. */
  async cancelAnimations(): Promise<void> {
    const { animations } = await ask(
      this.url,
      '{ animations(first: 100, filter: { status: [QUEUED, RUNNING] }) { nodes { id } } }',
    );
    for (const { id } of animations.nodes) {
      await ask(
        this.url,
        'mutation ($id: ID!) { cancelAnimation(input: { animationId: $id }) { __typename } }',
        { id },
      );
    }
  }

  /** Files that no image refers to, and errors in the log: nothing of either should be there when all is done. */
  async findHarm(): Promise<{ strayFiles: string[]; errors: string[] }> {
    await this.cancelAnimations();
    const known = await this.#storedImages();
    const files = join(this.#dataDirectory, 'files');
    const unfinished = await readdir(join(files, '.unfinished'), { recursive: true });
    const images = await readdir(join(files, 'images'));
    const waiting = await readdir(join(files, 'waiting')).catch(() => []);
    const strayFiles = [
      ...unfinished.filter((name) => name.includes('upload')),
      ...images.filter((name) => !known.has(name)),
      ...waiting.slice(this.waitingFiles),
    ];
    return { strayFiles, errors: [...this.#server.logged] };
  }

  /** Most memory that the process has held, in bytes; undefined where the system does not tell. */
  async peakRssBytes(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.#server.id}/status`, 'utf8').catch(() => '');
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(status) ?? [];
    return kilobytes ? Number(kilobytes) * 1024 : undefined;
  }

  async #storedImages(): Promise<Set<string>> {
    const names = new Set<string>();
    let after: string | null = null;
    do {
      const query =
        'query ($after: String) { images(first: 100, after: $after) { nodes { url } pageInfo { hasNextPage endCursor } } }';
      const { images } = await ask(this.url, query, { after });
      for (const { url } of images.nodes) names.add(url.slice(url.lastIndexOf('/') + 1));
      after = images.pageInfo.hasNextPage ? images.pageInfo.endCursor : null;
    } while (after);
    return names;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
