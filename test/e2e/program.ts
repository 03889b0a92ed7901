import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const root = join(import.meta.dirname, '../..');
const endWithParent = new URL('../../scripts/end-with-parent.ts', import.meta.url).href;

/** A program of the project that runs in its own process; disposing kills it. */
export abstract class RunningProgram implements AsyncDisposable {
  readonly #child: ChildProcess;

  protected constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Of the process. */
  get id(): number {
    return this.#child.pid as number;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
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
  program = 'src/main.ts',
): Promise<{ code: unknown; said: string }> {
  const child = launch(settings, [program]);
  child.stdout.resume();
  return whenEnded(child);
}

/**
 * Runs a program in its own process.
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

/** Waits for the end. @returns the exit code or signal, and what was written to standard error */
export async function whenEnded(child: ReturnType<typeof launch>): Promise<{ code: unknown; said: string }> {
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, said };
}
