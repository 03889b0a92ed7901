import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Killable } from '../../test/support/killable.ts';

/** A CMS in its own process, and requests to its REST API as an editor. */
export abstract class CmsProcess implements AsyncDisposable {
  /** Such as `http://127.0.0.1:43210`. */
  readonly url: string;
  /** The editor's token; empty before the login. */
  protected token = '';
  readonly #place = new Killable();

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Starts a program and waits until the CMS is ready.
   * @param health path that answers 2xx once it is
   * @throws Error with the program's output if it exits before that
   */
  protected async run(
    program: string,
    folder: string,
    env: NodeJS.ProcessEnv,
    health: string,
  ): Promise<void> {
    const child = spawn(process.execPath, [program, 'start'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#place.hold(child);
    const ended = failureOf(child);
    ended.catch(() => undefined);
    await Promise.race([this.#answers(health), ended]);
  }

  async #answers(health: string): Promise<void> {
    while (!(await fetch(this.url + health).catch(() => null))?.ok)
      await new Promise((go) => setTimeout(go, 100));
  }

  /** Kills it, whatever it is doing. */
  stop(): Promise<void> {
    return this.#place.kill();
  }

  /** Sends a request as the editor. @returns the parsed body @throws Error with the response's text unless it succeeds */
  // biome-ignore lint/suspicious/noExplicitAny: the response's shape depends on the path.
  async ask(method: string, path: string, body?: object): Promise<any> {
    const isForm = body instanceof FormData;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body && !isForm && { 'content-type': 'application/json' }),
      },
      body: isForm ? body : body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Rejects with a program's output when it exits. */
async function failureOf(child: ChildProcess): Promise<never> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  await once(child, 'exit');
  throw new Error(`${child.spawnargs.slice(1).join(' ')} ended: ${output}`);
}
