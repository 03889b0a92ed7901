/** One thread of the CPU renderer: takes bands of rows until none is left, frame after frame. */
import { parentPort, workerData } from 'node:worker_threads';
import { connectKernel, type FrameShape, type MemoryLayout } from './cpu-memory.ts';
import { type KernelSource, type SharedMemory, startKernel } from './kernel.ts';

export interface WorkerSetup {
  source: KernelSource;
  memory: SharedMemory;
  layout: MemoryLayout;
  thread: number;
  setup: FrameShape;
}

/** Work on all rows that threads share. */
export type RowWork = 'widenBackground' | 'heightenBackground' | 'renderRgba' | 'renderYuv';

/** Sent to every thread for each frame; answered by `null` when no row is left. */
export interface FrameOrder {
  work: RowWork;
  weightA: number;
  weightB: number;
  hasB: boolean;
  hasBlend: boolean;
  hasColour: boolean;
}

/** Even, few enough that threads finish together, enough that taking them costs nothing. */
const bandRows = 16;

const { source, memory, layout, thread, setup }: WorkerSetup = workerData;
const kernel = startKernel(source, memory);
connectKernel(kernel, layout, setup, thread);
const nextRow = new Int32Array(memory.buffer, layout.nextRow, 1);

parentPort?.on('message', (order: FrameOrder) => {
  kernel.setFrame(order.weightA, order.weightB, order.hasB, order.hasBlend, order.hasColour);
  for (;;) {
    const row = Atomics.add(nextRow, 0, bandRows);
    if (row >= setup.height) break;
    kernel[order.work](row, Math.min(row + bandRows, setup.height));
  }
  parentPort?.postMessage(null);
});
