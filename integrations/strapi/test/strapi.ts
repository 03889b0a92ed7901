import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../test/support/free-port.ts';
import { CmsProcess } from '../../support/cms-process.ts';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const program = join(root, 'node_modules/@strapi/strapi/bin/strapi.js');
const { version, devDependencies } = manifest;

/** The first administrator, who is the editor in the tests. */
export const person = {
  firstname: 'E',
  lastname: 'D',
  email: 'editor@example.org',
  password: 'For-tests-alone-1',
};

/** Strapi with the plugin, like a real installation: its own process on SQLite, in its own folder. */
export class StrapiProcess extends CmsProcess {
  readonly folder: string;

  private constructor(url: string, folder: string) {
    super(url);
    this.folder = folder;
  }

  /** Chooses an address, so that webhooks can be registered before Strapi knows their secret. */
  static async prepare(): Promise<StrapiProcess> {
    // Outside the repository: in a folder below a tsconfig.json, Strapi takes the site for one in TypeScript.
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-strapi-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
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
        dependencies: { ...devDependencies, '@driftscape/strapi': version },
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

  /** Builds the admin panel, with the plugin's part of it. Takes a minute of processor time. */
  async buildPanel(): Promise<void> {
    const options = { cwd: this.folder, env: this.#environment({}) };
    await promisify(execFile)(process.execPath, [program, 'build'], options);
  }

  async start(environment: Record<string, string>): Promise<void> {
    await this.run(program, this.folder, this.#environment(environment), '/_health');
  }

  #environment(more: Record<string, string>): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: new URL(this.url).port,
      STRAPI_TELEMETRY_DISABLED: 'true',
      NODE_NO_WARNINGS: '1',
      ...more,
    };
  }

  /** Creates the first administrator, who is the editor from then on. */
  async signUp(): Promise<void> {
    this.token = (await this.ask('POST', '/admin/register-admin', person)).data.token;
  }

  /** Uploads a file to the media library. @param replaces the file to replace @returns its id */
  async upload(photo: Uint8Array<ArrayBuffer>, name = 'lake.jpg', replaces?: number): Promise<number> {
    const form = new FormData();
    form.set('files', new File([photo], name, { type: name.endsWith('.jpg') ? 'image/jpeg' : 'text/plain' }));
    form.set('fileInfo', JSON.stringify({ name }));
    const answer = await this.ask('POST', `/upload${replaces ? `?id=${replaces}` : ''}`, form);
    return [answer].flat()[0].id;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}
