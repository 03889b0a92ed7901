import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { launch } from './server-process.ts';

/** A worker as people run it: a process of its own. */
export class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /**
   * Starts it and waits until it is ready.
   * @param wrapper as {@link launch} takes it
   * @throws Error with what it said when it ends before that
   */
  static async start(
    settings: Record<string, string>,
    wrapper: readonly string[] = [],
  ): Promise<WorkerProcess> {
    const child = launch(settings, ['src/worker.ts'], wrapper);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.includes('worker is ready')) continue;
      child.stdout.resume();
      return new WorkerProcess(child);
    }
    throw new Error(`Ended before it was ready: ${said}`);
  }

  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code, name] = await ended;
    return code ?? name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.end('SIGKILL');
  }
}
