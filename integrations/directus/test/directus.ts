import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { openServerTestDatabase } from '../../../test/support/databases.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { CmsProcess } from '../../support/cms-process.ts';

const root = join(import.meta.dirname, '..');
const program = join(root, 'node_modules/directus/cli.js');
/** The first administrator, who is the editor in the tests. */
export const person = { email: 'editor@example.org', password: 'For-tests-alone-1' };

// biome-ignore lint/suspicious/noExplicitAny: items have the fields of their collection.
type Item = any;

/** Directus with the extension, like a real installation: its own process on PostgreSQL, in its own folder. */
export class DirectusProcess extends CmsProcess {
  readonly folder: string;
  readonly #databaseUrl: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(url: string, folder: string, databaseUrl: string, resources: AsyncDisposableStack) {
    super(url);
    this.folder = folder;
    this.#databaseUrl = databaseUrl;
    this.#resources = resources;
  }

  /** Creates a project and its database, without the extension. */
  static async prepare(): Promise<DirectusProcess> {
    const server = process.env.TEST_DATABASE_URL;
    if (!server) throw new Error('Expected TEST_DATABASE_URL to name a PostgreSQL server');
    const resources = new AsyncDisposableStack();
    // Outside the repository's project, so that none of its packages are found.
    await mkdir(join(root, '.apps'), { recursive: true });
    const folder = await mkdtemp(join(root, '.apps/app-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const { databaseUrl } = resources.use(await openServerTestDatabase(server)).config;
    if (!databaseUrl) throw new Error('Expected a database on a server');
    await mkdir(join(folder, 'uploads'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'site', version: '0.0.0' }));
    const url = `http://127.0.0.1:${await freePort()}`;
    const directus = new DirectusProcess(url, folder, databaseUrl, resources);
    await promisify(execFile)(process.execPath, [program, 'bootstrap'], {
      cwd: folder,
      env: directus.#environment({}),
    });
    return directus;
  }

  get webhookUrl(): string {
    return `${this.url}/driftscape/webhook`;
  }

  /** Copies the built extension to where users put it. */
  async install(): Promise<void> {
    const extension = join(this.folder, 'extensions/driftscape');
    await mkdir(extension, { recursive: true });
    await cp(join(root, 'package.json'), join(extension, 'package.json'));
    await cp(join(root, 'dist'), join(extension, 'dist'), { recursive: true });
  }

  async start(environment: Record<string, string>): Promise<void> {
    await this.run(program, this.folder, this.#environment(environment), '/server/ping');
    this.token = (await this.ask('POST', '/auth/login', person)).access_token;
  }

  /** Sends a request as the editor. @returns what the answer wraps in `data` */
  override async ask(method: string, path: string, body?: object): Promise<Item> {
    const answer = await super.ask(method, path, body);
    return answer?.data ?? answer;
  }

  /** Uploads a photo to the file library. @param replaces the file to replace @returns its id */
  async upload(
    photo: Uint8Array<ArrayBuffer>,
    fields: Record<string, string> = {},
    replaces?: string,
  ): Promise<string> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new File([photo], 'lake.jpg', { type: 'image/jpeg' }));
    return (await this.ask(replaces ? 'PATCH' : 'POST', `/files/${replaces ?? ''}`, form)).id;
  }

  /** Changes the database behind Directus's back. */
  async sql(text: string, values: unknown[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.#databaseUrl });
    await client.connect();
    await client.query(text, values).finally(() => client.end());
  }

  /** Creates a flow with one operation, the extension's. @returns the flow's id */
  async createFlow(trigger: object, files: string): Promise<string> {
    const { id } = await this.ask('POST', '/flows', { name: 'Living photos', status: 'active', ...trigger });
    const operation = await this.ask('POST', '/operations', {
      flow: id,
      key: 'living_photo',
      type: 'driftscape-living-photo',
      position_x: 19,
      position_y: 1,
      options: { files },
    });
    await this.ask('PATCH', `/flows/${id}`, { operation: operation.id });
    return id;
  }

  #environment(more: Record<string, string>): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      NODE_NO_WARNINGS: '1',
      HOST: '127.0.0.1',
      PORT: new URL(this.url).port,
      PUBLIC_URL: this.url,
      SECRET: 'for tests alone, and longer than thirty-two',
      ADMIN_EMAIL: person.email,
      ADMIN_PASSWORD: person.password,
      DB_CLIENT: 'pg',
      DB_CONNECTION_STRING: this.#databaseUrl,
      EXTENSIONS_MUST_LOAD: 'true',
      TELEMETRY: 'false',
      ...more,
    };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#resources.disposeAsync();
  }
}
