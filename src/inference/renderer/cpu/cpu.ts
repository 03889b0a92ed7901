import { availableParallelism } from 'node:os';
import { backgroundScale, checkPlan, checkSetup, type PlanSizes } from '../check-plan.ts';
import type { FramePlan, Renderer, RendererSetup } from '../renderer.ts';
import { ColourSlots } from './colour-slots.ts';
import { type KernelChoice, loadKernel, type RowWork } from './kernel.ts';
import { type FrameShape, layOutMemory, writeLayers } from './memory.ts';
import type { VectorBits } from './native-kernel.ts';
import { startNativeThreads } from './native-threads.ts';
import type { RowThreads } from './row-threads.ts';
import { startWasmThreads } from './wasm-threads.ts';

export interface CpuRendererOptions {
  /** Threads that render bands of rows in parallel; the calling thread never renders. Default: one per core. */
  threads?: number;
  /** Default: the native one if it was compiled and this CPU has AVX2, otherwise WASM. */
  kernel?: KernelChoice;
  /** Whether backgrounds come at the photo's size and are enlarged to twice that, as by `enlargeTwice`; default: no. */
  doublesBackground?: boolean;
  /** Default: the widest that the CPU supports. */
  vectorBits?: VectorBits;
}

/**
 * The CPU renderer: each frame in one pass over its rows, native or in WASM SIMD, on threads that share the photo
 * (docs/renderer.md). A call during the rendering of a frame waits for its end; a plan and its target must not change
 * until the promise settles.
 * @throws RangeError for a setup or plan that breaks the contract
 */
export async function createCpuRenderer(
  setup: RendererSetup,
  options: CpuRendererOptions = {},
): Promise<Renderer> {
  const { threads = availableParallelism(), kernel, doublesBackground = false, vectorBits } = options;
  checkSetup(setup);
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`Expected at least 1 thread, got ${threads}`);
  const source = await loadKernel(kernel);
  const { memory, layout } = layOutMemory(source, setup, { threads, doublesBackground });
  const { motionGrid, colourGrid, colourTransfer } = setup;
  const { width, height } = setup.photo;
  const scale = doublesBackground ? 2 : backgroundScale(setup);
  const shape: FrameShape = { width, height, motionGrid, colourGrid, colourTransfer, backgroundScale: scale };
  // Not the setup itself: its pictures have been copied to the shared memory.
  const sizes: PlanSizes = {
    photo: { width, height },
    layers: { length: setup.layers.length },
    motionGrid,
    colourGrid,
    colourTransfer,
  };
  const start = { memory, layout, shape, threads };
  const pool =
    source.name === 'wasm' ? startWasmThreads(source.module, start) : startNativeThreads(start, vectorBits);
  const bytes = new Uint8Array(memory.buffer);
  let last: Promise<unknown> = Promise.resolve();

  const slots = new ColourSlots(memory, layout);
  // Land is the same in every frame, so it is only drawn into the first, and again when its colours change.
  let holdsStill = false;

  async function render(plan: FramePlan, target: Uint8Array, work: RowWork) {
    writeLayers(memory, layout, plan.layers);
    const { weights, isSame } = slots.place(plan.colour);
    const keepsStill = holdsStill && isSame && work === 'renderYuv';
    holdsStill = false;
    await pool.run({
      work,
      layers: plan.layers.map(({ b, blend }) => ({ hasB: b !== undefined, hasBlend: blend !== undefined })),
      hasColour: plan.colour !== undefined,
      weights,
      hasStart: plan.colour?.start !== undefined,
      enlarged: 0,
      keepsStill,
    });
    holdsStill = work === 'renderYuv';
    target.set(bytes.subarray(layout.output, layout.output + target.length));
  }

  if (doublesBackground) {
    try {
      for (const [enlarged, { background = setup.photo }] of setup.layers.entries()) {
        bytes.set(background.rgba, layout.output);
        await doubleBackground(pool, enlarged);
      }
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  function renderInTurn(plan: FramePlan, target: Uint8Array, work: RowWork): Promise<void> {
    const frame = last.then(() => render(plan, target, work));
    last = frame.catch(() => {});
    return frame;
  }

  return {
    name: source.name,
    async renderRgba(plan, target) {
      checkPlan(sizes, plan, target, 4);
      await renderInTurn(plan, target, 'renderRgba');
    },
    async renderYuv(plan, target) {
      checkPlan(sizes, plan, target, 1.5);
      await renderInTurn(plan, target, 'renderYuv');
    },
    async close() {
      await last;
      await pool.close();
    },
  };
}

/** Doubles the background of a layer, from the picture in the output buffer. */
async function doubleBackground(pool: RowThreads, enlarged: number): Promise<void> {
  const none = { layers: [], hasColour: false, weights: [], hasStart: false, enlarged, keepsStill: false };
  await pool.run({ work: 'widenBackground', ...none });
  await pool.run({ work: 'heightenBackground', ...none });
}
