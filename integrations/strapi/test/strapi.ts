import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../test/support/free-port.ts';

const root = join(import.meta.dirname, '..');

// biome-ignore lint/suspicious/noExplicitAny: entries have the attributes of their content type.
type Entry = any;

/** Strapi with the plugin, like a real installation: its own process on SQLite, in its own folder. */
export class StrapiProcess implements AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  #token = '';
  #child: ChildProcess | undefined;

  private constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
  }

  /** Chooses an address, so that webhooks can be registered before Strapi knows their secret. */
  static async prepare(): Promise<StrapiProcess> {
    // Outside the plugin's folder: Strapi searches parent folders for packages.
    await mkdir(join(root, '.apps'), { recursive: true });
    const folder = await mkdtemp(join(root, '.apps/app-'));
    return new StrapiProcess(`http://127.0.0.1:${await freePort()}`, folder);
  }

  get webhookUrl(): string {
    return `${this.url}/api/driftscape/webhook`;
  }

  /** Writes the project. @param plugins `config/plugins.js` @param schema of the content type `place` */
  async write({ plugins, schema }: { plugins: string; schema: string }): Promise<void> {
    const files = {
      'package.json': JSON.stringify({
        name: 'site',
        version: '0.0.0',
        dependencies: { '@driftscape/strapi': '0.1.0', '@strapi/strapi': '5.54.0' },
      }),
      'config/plugins.js': plugins,
      'src/api/place/content-types/place/schema.json': schema,
      'src/index.js': 'module.exports = {};',
      'public/uploads/.gitkeep': '',
    };
    await cp(join(import.meta.dirname, 'app'), this.folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(this.folder, path, '..'), { recursive: true });
      await writeFile(join(this.folder, path), text);
    }
  }

  async start(environment: Record<string, string>): Promise<void> {
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/@strapi/strapi/bin/strapi.js'), 'start'],
      {
        cwd: this.folder,
        env: {
          PATH: process.env.PATH,
          NODE_ENV: 'production',
          PORT: new URL(this.url).port,
          STRAPI_TELEMETRY_DISABLED: 'true',
          NODE_NO_WARNINGS: '1',
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    let said = '';
    const listen = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        said += `${line}\n`;
        if (line.includes('Strapi started successfully') || line.includes('Project information'))
          listen.resolve();
      });
    }
    once(child, 'exit').then(() => listen.reject(new Error(`Strapi ended: ${said}`)));
    await listen.promise;
    while (!(await fetch(`${this.url}/_health`).catch(() => null))?.ok)
      await new Promise((go) => setTimeout(go, 100));
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Creates the first administrator, who is the editor from then on. */
  async signUp(): Promise<void> {
    const person = {
      firstname: 'E',
      lastname: 'D',
      email: 'editor@example.org',
      password: 'For-tests-alone-1',
    };
    this.#token = (await this.ask('POST', '/admin/register-admin', person)).data.token;
  }

  /** Sends a request as the editor. */
  async ask(method: string, path: string, body?: object): Promise<Entry> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(body && !(body instanceof FormData) && { 'content-type': 'application/json' }),
      },
      body: body instanceof FormData ? body : body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Uploads a file to the media library. @param replaces the file to replace @returns its id */
  async upload(photo: Uint8Array<ArrayBuffer>, name = 'lake.jpg', replaces?: number): Promise<number> {
    const form = new FormData();
    form.set('files', new File([photo], name, { type: name.endsWith('.jpg') ? 'image/jpeg' : 'text/plain' }));
    form.set('fileInfo', JSON.stringify({ name }));
    const answer = await this.ask('POST', `/upload${replaces ? `?id=${replaces}` : ''}`, form);
    return [answer].flat()[0].id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
