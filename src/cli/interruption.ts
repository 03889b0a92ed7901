import { constants } from 'node:os';
import { whenToldToEnd } from '../told-to-end.ts';

export interface Interruption extends Disposable {
  /** Aborts when the process is told to end. */
  signal: AbortSignal;
  /** What a shell shows for the signal that came: 128 and its number. */
  readonly exitCode: number | undefined;
}

/** Lets work end in order when the terminal closes or somebody interrupts it; asked a second time, the process ends at once. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listening = whenToldToEnd((name) => {
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
