import { Worker } from 'node:worker_threads';
import type { FrameOrder, RowThreads, RowThreadsSetup } from './row-threads.ts';
import type { WorkerSetup } from './wasm-worker.ts';

/** Threads of the WASM kernel: workers, each with its own instance on the shared memory. */
export function startWasmThreads(
  module: WebAssembly.Module,
  { memory, layout, shape, threads }: RowThreadsSetup,
): RowThreads {
  const pool = Array.from({ length: threads }, (_, thread) =>
    startThread({ module, memory, layout, thread, shape }),
  );
  const nextRow = new Int32Array(memory.buffer, layout.nextRow, 1);
  return {
    async run(order) {
      Atomics.store(nextRow, 0, 0);
      await Promise.all(pool.map((thread) => thread.run(order)));
    },
    async close() {
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
}

function startThread(workerData: WorkerSetup): RowThreads {
  const worker = new Worker(new URL('./wasm-worker.ts', import.meta.url), { workerData, execArgv: [] });
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    settle?.reject(ended);
  };
  worker.on('message', () => settle?.resolve());
  worker.on('error', (cause) => end(new Error('A thread of the renderer failed', { cause })));
  worker.on('exit', () => end(new Error('The renderer is closed')));
  // An idle thread must not keep the process alive.
  worker.unref();
  return {
    async run(order: FrameOrder) {
      if (ended) throw ended;
      worker.ref();
      try {
        await new Promise<void>((resolve, reject) => {
          settle = { resolve, reject };
          worker.postMessage(order);
        });
      } finally {
        worker.unref();
      }
    },
    async close() {
      await worker.terminate();
    },
  };
}
