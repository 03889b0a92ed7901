import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Killable } from '../../test/support/killable.ts';

/** A CMS in a process of its own, and its editor, who asks its REST API. */
export abstract class CmsProcess implements AsyncDisposable {
  /** Such as `http://127.0.0.1:43210`. */
  readonly url: string;
  /** What the editor signed in for; empty before that. */
  protected token = '';
  readonly #place = new Killable();

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Runs a program until `health` is answered.
   * @param health path that answers 2xx once the CMS is ready
   * @throws Error with what it said when it ends before that
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

  /** Asks as the editor does. @throws Error with the answer unless it is a success */
  // biome-ignore lint/suspicious/noExplicitAny: what comes has the fields of its collection.
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

/** Rejects when a program ends, with what it said. */
async function failureOf(child: ChildProcess): Promise<never> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      said += text;
    });
  }
  await once(child, 'exit');
  throw new Error(`${child.spawnargs.slice(1).join(' ')} ended: ${said}`);
}
