import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a program said and how it ended. */
export interface Ended {
  code: number | string;
  stdout: string;
  stderr: string;
}

/** npm as people call it, with the Node that runs this test and no program of packages but those of the folder it is called in. */
export class Npm implements AsyncDisposable {
  readonly #folder: string;
  readonly #environment: Record<string, string | undefined>;

  private constructor(folder: string) {
    this.#folder = folder;
    const others = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
    // Without what the npm that runs the tests tells them.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
    this.#environment = { ...Object.fromEntries(own), PATH: [folder, ...others].join(delimiter) };
  }

  static async open(): Promise<Npm> {
    const folder = await mkdtemp(join(tmpdir(), 'npm-'));
    await symlink(process.execPath, join(folder, 'node'));
    return new Npm(folder);
  }

  /** Starts a program; {@link Started} has its process. */
  start(cwd: string, command: readonly string[], settings: Record<string, string | undefined> = {}): Started {
    const [program, ...args] = command;
    const env = { ...this.#environment, ...settings };
    return new Started(spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Runs a program to its end. */
  run(
    cwd: string,
    command: readonly string[],
    settings?: Record<string, string | undefined>,
  ): Promise<Ended> {
    return this.start(cwd, command, settings).ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }
}

/** A program that runs. */
export class Started {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => {
        said[name] += chunk;
      });
    // `close` comes when the pipes have closed too: when all that the program started has ended.
    this.ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, ...said }));
  }

  /**
   * Waits for a line.
   * @returns what the pattern found
   * @throws Error with what was said when the program ends before that
   */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const lines = createInterface({ input: this.#child.stdout });
    for await (const line of lines) {
      const found = pattern.exec(line);
      if (!found) continue;
      this.#child.stdout.resume();
      return found;
    }
    const { code, stdout, stderr } = await this.ended;
    throw new Error(`Ended with ${code} before it said ${pattern}: ${stdout}${stderr}`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
