import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { backgroundScale, checkPlan, checkSetup, type PlanSizes } from './check-plan.ts';
import { layOutMemory, writePlan } from './cpu-memory.ts';
import type { FrameOrder, WorkerSetup } from './cpu-worker.ts';
import { type KernelChoice, loadKernel } from './kernel.ts';
import type { FramePlan, Renderer, RendererSetup } from './renderer.ts';

export interface CpuRendererOptions {
  /** Threads that render bands of rows side by side; the calling thread never renders. Default: one per core. */
  threads?: number;
  /** Default: the native one where it was compiled and this processor has AVX2, else WASM. */
  kernel?: KernelChoice;
}

/**
 * The renderer for CPUs: each frame in one pass over its rows, native or in WASM SIMD, on worker threads that share the
 * photo (docs/renderer.md). A call made while a frame is being rendered waits for it; a plan and its target must stay as
 * they are until the promise settles. Throws a RangeError for a setup or plan that breaks the contract.
 */
export async function createCpuRenderer(
  setup: RendererSetup,
  { threads = availableParallelism(), kernel }: CpuRendererOptions = {},
): Promise<Renderer> {
  checkSetup(setup);
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`Expected at least 1 thread, got ${threads}`);
  const source = await loadKernel(kernel);
  const { memory, layout } = layOutMemory(source, setup, threads);
  const { motionGrid, colourGrid, colourTransfer } = setup;
  const { width, height } = setup.photo;
  const scale = backgroundScale(setup);
  const shape = { width, height, motionGrid, colourGrid, colourTransfer, backgroundScale: scale };
  // Not the setup itself: its pictures are in the shared memory now.
  const sizes: PlanSizes = { photo: { width, height }, motionGrid, colourGrid };
  const pool = Array.from({ length: threads }, (_, thread) =>
    startThread({ source, memory, layout, thread, setup: shape }),
  );
  const bytes = new Uint8Array(memory.buffer);
  const nextRow = new Int32Array(memory.buffer, layout.nextRow, 1);
  let last: Promise<unknown> = Promise.resolve();

  async function render(plan: FramePlan, target: Uint8Array, format: FrameOrder['format']) {
    const { a, b } = plan;
    writePlan(memory, layout, plan);
    Atomics.store(nextRow, 0, 0);
    const order: FrameOrder = {
      format,
      weightA: a.weight,
      weightB: b?.weight ?? 0,
      hasB: (b?.weight ?? 0) > 0,
      hasBlend: plan.blend !== undefined,
      hasColour: plan.colour !== undefined,
    };
    await Promise.all(pool.map((thread) => thread.render(order)));
    target.set(bytes.subarray(layout.output, layout.output + target.length));
  }

  function renderInTurn(plan: FramePlan, target: Uint8Array, format: FrameOrder['format']): Promise<void> {
    const frame = last.then(() => render(plan, target, format));
    last = frame.catch(() => {});
    return frame;
  }

  return {
    name: source.name,
    async renderRgba(plan, target) {
      checkPlan(sizes, plan, target, 4);
      await renderInTurn(plan, target, 'rgba');
    },
    async renderYuv(plan, target) {
      checkPlan(sizes, plan, target, 1.5);
      await renderInTurn(plan, target, 'yuv');
    },
    async close() {
      await last;
      await Promise.all(pool.map((thread) => thread.close()));
    },
  };
}

interface RenderThread {
  /** Resolves when no row of the frame is left to take. Rejects when the thread has ended. */
  render(order: FrameOrder): Promise<void>;
  close(): Promise<void>;
}

function startThread(workerData: WorkerSetup): RenderThread {
  const worker = new Worker(new URL('./cpu-worker.ts', import.meta.url), { workerData, execArgv: [] });
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
    async render(order) {
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
