/** The thread of `startSteps`: imports the module of each step, calls it, and passes the result on without a copy. */
import { parentPort } from 'node:worker_threads';

export interface StepOrder {
  order: number;
  /** URL of a module, and the name of the exported function. */
  module: string;
  name: string;
  args: unknown[];
}

/** The result of a step, or its error. */
export interface StepAnswer {
  order: number;
  made?: unknown;
  error?: unknown;
}

parentPort?.on('message', async ({ order, module, name, args }: StepOrder) => {
  try {
    const made = (await import(module))[name](...args);
    parentPort?.postMessage({ order, made } satisfies StepAnswer, [...buffersOf(made)]);
  } catch (error) {
    parentPort?.postMessage({ order, error } satisfies StepAnswer);
  }
});

/** The memory of all typed arrays in a value. */
function buffersOf(value: unknown): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) return new Set([value.buffer as ArrayBuffer]);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap((part) => [...buffersOf(part)]));
}
