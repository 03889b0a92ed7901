import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../test/support/free-port.ts';

const run = promisify(execFile);
/** From Debian's package. */
const program = '/usr/share/wordpress';

/** A photo in the REST API. */
export interface Photo {
  id: number;
  source_url: string;
  driftscape: { status: string | null; video: string | null; poster: string | null; words: string };
  media_details: {
    driftscape?: Record<
      'video' | 'poster',
      { file: string; width: number; height: number; duration?: number }
    >;
  };
}

/** WordPress with the plugin: its own MariaDB, PHP's web server on a free port, files in a temporary folder. */
export class WordPress implements AsyncDisposable {
  readonly url: string;
  readonly root: string;
  #password = '';
  readonly #resources: AsyncDisposableStack;

  private constructor(url: string, root: string, resources: AsyncDisposableStack) {
    this.url = url;
    this.root = root;
    this.#resources = resources;
  }

  /** Chooses an address, so that webhooks can be registered before WordPress knows their secret. */
  static async prepare(): Promise<WordPress> {
    const resources = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-wordpress-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    return new WordPress(`http://127.0.0.1:${await freePort()}`, join(folder, 'site'), resources);
  }

  get webhookUrl(): string {
    return `${this.url}/wp-json/driftscape/v1/webhook`;
  }

  /** @param lines that the guide tells users to add to wp-config.php */
  async start(lines: string): Promise<void> {
    const { root } = this;
    const socket = await this.#startDatabase(join(root, '../database'));
    await cp(program, root, {
      recursive: true,
      dereference: true,
      filter: (path) => !path.endsWith('wp-config.php'),
    });
    const content = join(root, 'wp-content');
    for (const name of ['plugins', 'themes/plain', 'uploads'])
      await mkdir(join(content, name), { recursive: true });
    await symlink(join(import.meta.dirname, '../driftscape'), join(content, 'plugins/driftscape'));
    await cp(join(import.meta.dirname, 'theme.php'), join(content, 'themes/plain/index.php'));
    await writeFile(join(content, 'themes/plain/style.css'), '/* Theme Name: Plain */');
    await writeFile(join(root, 'wp-config.php'), configuration(socket, lines));
    this.#serve();
    this.#password = (await run('php', [join(import.meta.dirname, 'install.php'), root, this.url])).stdout;
    if (!/^\w{24}$/.test(this.#password)) throw new Error(`Expected a password, got: ${this.#password}`);
  }

  /** Runs due events, like the system's cron every minute. */
  async runCron(): Promise<void> {
    await run('php', [join(this.root, 'wp-cron.php')]);
  }

  /** Sends a request to the REST API as the editor. */
  async rest<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`editor:${this.#password}`).toString('base64')}`;
    const [route, query] = path.split('?');
    const response = await fetch(`${this.url}/?rest_route=${route}${query ? `&${query}` : ''}`, {
      ...init,
      headers: { authorization, ...init.headers },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** Uploads a photo and marks it to be animated. @returns its id */
  async upload(photo: Uint8Array<ArrayBuffer>, name = 'lake.jpg'): Promise<number> {
    const { id } = await this.rest<Photo>('/wp/v2/media', {
      method: 'POST',
      body: photo,
      headers: { 'content-type': 'image/jpeg', 'content-disposition': `attachment; filename="${name}"` },
    });
    await this.change(`/wp/v2/media/${id}`, { meta: { driftscape_animate: true } });
    return id;
  }

  change<Answer>(path: string, data: object): Promise<Answer> {
    return this.rest(path, {
      method: 'POST',
      body: JSON.stringify(data),
      headers: { 'content-type': 'application/json' },
    });
  }

  photo(id: number): Promise<Photo> {
    return this.rest(`/wp/v2/media/${id}?context=edit`);
  }

  /** Runs a line of PHP in WordPress. @returns its output */
  async php(code: string): Promise<string> {
    const { stdout } = await run('php', ['-r', `require '${this.root}/wp-load.php'; ${code}`]);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  async #startDatabase(folder: string): Promise<string> {
    const socket = join(folder, 'mysql.sock');
    const { username } = userInfo();
    const options = [`--datadir=${folder}`, `--user=${username}`];
    await mkdir(folder);
    await run('mariadb-install-db', [
      '--no-defaults',
      ...options,
      '--auth-root-authentication-method=normal',
    ]);
    const server = spawn(
      'mariadbd',
      ['--no-defaults', ...options, `--socket=${socket}`, '--skip-networking'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.#endAtLast(server);
    for await (const line of server.stderr.setEncoding('utf8'))
      if (line.includes('ready for connections')) break;
    await run('mariadb', [
      '--no-defaults',
      `--socket=${socket}`,
      '-uroot',
      '-e',
      'CREATE DATABASE wordpress',
    ]);
    return socket;
  }

  #serve(): void {
    const address = new URL(this.url).host;
    const server = spawn('php', ['-S', address, '-t', this.root], {
      stdio: 'ignore',
      // WordPress sends requests to itself while it handles one.
      env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
      detached: true,
    });
    this.#resources.defer(() => void process.kill(-(server.pid as number), 'SIGKILL'));
  }

  #endAtLast(child: ChildProcess): void {
    this.#resources.defer(async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    });
  }
}

function configuration(socket: string, lines: string): string {
  return `<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:${socket}');
define('DB_CHARSET', 'utf8mb4');
define('AUTH_KEY', 'for tests alone');
define('SECURE_AUTH_KEY', 'for tests alone');
define('LOGGED_IN_KEY', 'for tests alone');
define('NONCE_KEY', 'for tests alone');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
${lines}
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`;
}
