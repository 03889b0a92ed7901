import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const root = join(import.meta.dirname, '../..');
const endWithParent = new URL('../../scripts/end-with-parent.ts', import.meta.url).href;
const serverProgram = 'src/main.ts';

/** The server as people run it: a process of its own on a free port. */
export class ServerProcess implements AsyncDisposable {
  /** Such as `http://127.0.0.1:43210`. */
  readonly url: string;
  /** What it logged since it was ready, line by line. Silent unless `LOG_LEVEL` says otherwise. */
  readonly logged: string[] = [];
  /** Where a debugger reaches it; null unless it was started with `--inspect=0`. */
  readonly inspectorUrl: string | null;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, inspectorUrl: string | null) {
    this.#child = child;
    this.url = url;
    this.inspectorUrl = inspectorUrl;
  }

  /**
   * Starts it and waits until it is ready.
   * @param nodeOptions such as `--inspect=0`
   * @throws Error with what it said when it ends before that
   */
  static async start(
    settings: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<ServerProcess> {
    const child = launch(settings, [...nodeOptions, serverProgram]);
    const ended = whenEnded(child);
    const ready = Promise.withResolvers<ServerProcess>();
    let inspectorUrl: string | null = null;
    createInterface({ input: child.stderr }).on('line', (line) => {
      inspectorUrl ??= /listening on (ws:\S+)/.exec(line)?.[1] ?? null;
    });
    const lines = createInterface({ input: child.stdout });
    let server: ServerProcess | undefined;
    lines.on('line', (line) => {
      if (server) return server.logged.push(line);
      const [, url] = /ready at (http\S+)\/graphql/.exec(line) ?? [];
      if (!url) return;
      server = new ServerProcess(child, url, inspectorUrl);
      ready.resolve(server);
    });
    // Too late to matter when it was ready before.
    ended.then(({ code, said }) => ready.reject(new Error(`Ended with ${code}: ${said}`)));
    return ready.promise;
  }

  /** Of the process. */
  get id(): number {
    return this.#child.pid as number;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get graphqlUrl(): string {
    return `${this.url}/graphql`;
  }

  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code, name] = await ended;
    return code ?? name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isAlive) await this.end('SIGKILL');
  }
}

/** Runs a program, the server unless another is named, where it cannot start. @returns its exit code and what it wrote to standard error */
export async function failToStart(
  settings: Record<string, string>,
  program = serverProgram,
): Promise<{ code: unknown; said: string }> {
  const child = launch(settings, [program]);
  child.stdout.resume();
  return whenEnded(child);
}

/**
 * Runs a program in a process of its own.
 * @param nodeArguments options for Node, then the program
 * @param wrapper a command that runs the command after it, such as `taskset -c 0`
 */
export function launch(
  settings: Record<string, string>,
  nodeArguments: readonly string[],
  wrapper: readonly string[] = [],
) {
  const [program, ...programArguments] = [
    ...wrapper,
    process.execPath,
    '--import',
    endWithParent,
    ...nodeArguments,
  ];
  return spawn(program, programArguments, {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'silent',
      DEVICE: 'cpu',
      NODE_NO_WARNINGS: '1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
}

async function whenEnded(child: ReturnType<typeof launch>): Promise<{ code: unknown; said: string }> {
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, said };
}
