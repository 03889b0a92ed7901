import { connectKernel, placeOrder } from './memory.ts';
import { openNativeAddon, type VectorBits } from './native-kernel.ts';
import type { RowThreads, RowThreadsSetup } from './row-threads.ts';

/**
 * Threads of the native kernel. The addon starts them for each frame: threads of Node would each take 60 ms of CPU to
 * start.
 */
export function startNativeThreads(
  { memory, layout, shape, threads }: RowThreadsSetup,
  vectorBits: VectorBits = 512,
): RowThreads {
  const addon = openNativeAddon();
  const bytes = new Uint8Array(memory.buffer);
  const kernels = Array.from({ length: threads }, (_, thread) => {
    const kernel = addon.createKernel(bytes, vectorBits);
    connectKernel(kernel, layout, shape, thread);
    return kernel;
  });
  let isClosed = false;
  return {
    async run(order) {
      if (isClosed) throw new Error('The renderer is closed');
      for (const kernel of kernels) placeOrder(kernel, order);
      await addon.shareRows(kernels, order.work);
    },
    async close() {
      isClosed = true;
    },
  };
}
