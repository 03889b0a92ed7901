/** A thread of the WASM kernel: takes bands of rows until none is left, frame after frame. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SharedMemory } from './kernel.ts';
import { connectKernel, type FrameShape, type MemoryLayout, placeOrder } from './memory.ts';
import type { FrameOrder } from './row-threads.ts';
import { startWasmKernel } from './wasm-kernel.ts';

export interface WorkerSetup {
  module: WebAssembly.Module;
  memory: SharedMemory;
  layout: MemoryLayout;
  thread: number;
  shape: FrameShape;
}

/** Even; small enough that threads finish together, large enough that taking a band costs nothing. */
const bandRows = 16;

const { module, memory, layout, thread, shape }: WorkerSetup = workerData;
const kernel = startWasmKernel(module, memory as unknown as WebAssembly.Memory);
connectKernel(kernel, layout, shape, thread);
const nextRow = new Int32Array(memory.buffer, layout.nextRow, 1);

/** Each order is answered with `null` when no row is left. */
parentPort?.on('message', (order: FrameOrder) => {
  placeOrder(kernel, order);
  for (;;) {
    const row = Atomics.add(nextRow, 0, bandRows);
    if (row >= shape.height) break;
    kernel[order.work](row, Math.min(row + bandRows, shape.height));
  }
  parentPort?.postMessage(null);
});
