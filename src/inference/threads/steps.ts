import { Worker } from 'node:worker_threads';
import type { StepAnswer, StepOrder } from './step-worker.ts';

/** Runs the steps of a computation that do not need each other's results. */
export interface Steps {
  /**
   * Runs one step. It may modify its arguments; callers use only what it returns.
   * @param module exports `step` by its own name
   * @param args typed arrays and plain objects, as the result
   * @throws the error of the step; Error if its thread has ended
   */
  run<Args extends unknown[], Made>(module: URL, step: (...args: Args) => Made, ...args: Args): Promise<Made>;
  close(): Promise<void>;
}

/** Runs each step at once, on the caller's thread. */
export const stepsHere: Steps = {
  run: (_module, step, ...args) => heard(async () => step(...args)),
  close: async () => {},
};

/** Starts a thread that runs steps one after another while the caller continues. Arguments are copied to it. */
export function startSteps(): Steps {
  const worker = new Worker(new URL('./step-worker.ts', import.meta.url), { execArgv: [] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let ended: Error | undefined;
  let orders = 0;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', ({ order, made, error }: StepAnswer) => {
    const step = waiting.get(order);
    waiting.delete(order);
    if (error === undefined) step?.resolve(made);
    else step?.reject(error);
  });
  worker.on('error', (cause) => end(new Error('The thread of the steps failed', { cause })));
  worker.on('exit', () => end(new Error('The thread of the steps is closed')));
  return {
    run<Args extends unknown[], Made>({ href }: URL, step: (...args: Args) => Made, ...args: Args) {
      return heard(async () => {
        if (ended) throw ended;
        const answer = Promise.withResolvers<unknown>();
        waiting.set(++orders, answer);
        worker.postMessage({ order: orders, module: href, name: step.name, args } satisfies StepOrder);
        return answer.promise as Promise<Made>;
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** A promise whose failure is no unhandled rejection if its caller fails before awaiting it. */
function heard<Made>(run: () => Promise<Made>): Promise<Made> {
  const made = run();
  made.catch(() => {});
  return made;
}
