import { createRequire } from 'node:module';
import type { Kernel, RowWork } from './kernel.ts';

/** Widest vectors of the native kernel: AVX2, or AVX-512 where the processor has it. Frames are the same. */
export type VectorBits = 256 | 512;

interface NativeAddon {
  /** Whether this processor has the instructions the kernel is made of. */
  isSupported(): boolean;
  /** `memory` must outlive the kernel; `vectorBits` as in {@link VectorBits}. */
  createKernel(memory: Uint8Array, vectorBits: VectorBits): Kernel;
  /** Does the work on all rows of the kernels' frame, on a thread for each kernel. */
  shareRows(kernels: readonly Kernel[], work: RowWork): Promise<void>;
}

const load = createRequire(import.meta.url);

/**
 * The native kernel (kernels/native), where it was compiled at installation and runs on this processor; else undefined:
 * the WASM kernel does the same, slower.
 */
export function loadNativeAddon(): NativeAddon | undefined {
  let addon: NativeAddon;
  try {
    addon = load('../../../../kernels/build/render.node');
  } catch {
    return undefined;
  }
  return addon.isSupported() ? addon : undefined;
}

/** The native kernel where it was found before. */
export function openNativeAddon(): NativeAddon {
  const addon = loadNativeAddon();
  if (addon) return addon;
  throw new Error('Expected the native render kernel, but it is gone; run `npm run generate:kernel`');
}
