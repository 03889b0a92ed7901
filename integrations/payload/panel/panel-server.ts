import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('Expected a port');
  return address.port;
}

/** The built site with its admin panel, as `next start` runs it. */
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
    const next = join(import.meta.dirname, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        // Its tables are made when it starts.
        PAYLOAD_FORCE_DRIZZLE_PUSH: 'true',
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
