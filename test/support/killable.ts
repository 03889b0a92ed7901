import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A place for one program at a time, which may be killed and started again. */
export class Killable {
  #child: ChildProcess | null = null;

  /** Takes over a program that was just started. */
  hold<Child extends ChildProcess>(child: Child): Child {
    this.#child = child;
    return child;
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    const child = this.#child;
    const isAlive = this.isAlive;
    this.#child = null;
    if (!child || !isAlive) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
