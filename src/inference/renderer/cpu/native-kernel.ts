import { createRequire } from 'node:module';
import type { Kernel, RowWork } from './kernel.ts';

/** Width of the native kernel's vectors: AVX2, or AVX-512 if the CPU has it. Frames are identical. */
export type VectorBits = 256 | 512;

interface NativeAddon {
  /** Whether this CPU has the required instructions. */
  isSupported(): boolean;
  /** `memory` must outlive the kernel; `vectorBits` as in {@link VectorBits}. */
  createKernel(memory: Uint8Array, vectorBits: VectorBits): Kernel;
  /** Does the work on all rows of a frame, with a thread per kernel. */
  shareRows(kernels: readonly Kernel[], work: RowWork): Promise<void>;
}

const load = createRequire(import.meta.url);

/**
 * The native kernel (kernels/native), if it was compiled at installation and this CPU supports it; otherwise undefined,
 * and the WASM kernel does the same, only slower.
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

/** The native kernel, which must have been found before. @throws Error if it is missing now */
export function openNativeAddon(): NativeAddon {
  const addon = loadNativeAddon();
  if (addon) return addon;
  throw new Error('Expected the native render kernel, but it is gone; run `npm run generate:kernel`');
}
