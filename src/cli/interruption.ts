import { constants } from 'node:os';
import { onTermination } from '../termination.ts';

export interface Interruption extends Disposable {
  /** Aborts when the process receives a signal to end. */
  signal: AbortSignal;
  /** Exit code for the received signal, as in shells: 128 plus its number. */
  readonly exitCode: number | undefined;
}

/**
 * Lets work end cleanly when the terminal closes or the user interrupts it. A second interruption ends the process at
 * once.
 */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listening = onTermination((name) => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = 128 + constants.signals[name];
    controller.abort();
  });
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}
