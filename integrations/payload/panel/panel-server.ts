import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}

/** In production Payload expects migrations to create tables; in development it creates them itself. */
const makeTables = `
  const [{ getPayload }, { default: config }] = await Promise.all([import('payload'), import('./payload.config.js')]);
  await getPayload({ config });
  process.exit(0);
`;

/** The built site with its admin panel, started as with `next start`. */
export class PanelServer implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, child: ChildProcess, folder: string) {
    this.url = url;
    this.#process = child;
    this.#folder = folder;
  }

  static async start(port: number, settings: Record<string, string>): Promise<PanelServer> {
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-panel-'));
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', makeTables], {
      cwd: import.meta.dirname,
      env: { ...process.env, NODE_ENV: 'development', PANEL_FOLDER: folder },
    });
    const next = join(import.meta.dirname, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        PANEL_FOLDER: folder,
        ...settings,
      },
    });
    const server = new PanelServer(`http://127.0.0.1:${port}`, child, folder);
    while (!(await fetch(`${server.url}/api/users/init`).catch(() => null))?.ok) {
      if (child.exitCode !== null) throw new Error(`The site ended with ${child.exitCode}`);
      await setTimeout(300);
    }
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
