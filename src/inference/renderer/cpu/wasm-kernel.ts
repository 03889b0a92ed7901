import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Kernel, RowWork } from './kernel.ts';

/** Each kind of work is a method for rows from … to − 1, both even. */
export type WasmKernel = Kernel & Record<RowWork, (fromRow: number, toRow: number) => void>;

const kernelPath = fileURLToPath(new URL('../../../../kernels/build/render.wasm', import.meta.url));

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled WASM kernel, loaded once per process. @throws Error if `npm run generate:kernel` has not been run */
export function loadWasmKernel(): Promise<WebAssembly.Module> {
  compiled ??= compileKernel();
  return compiled;
}

async function compileKernel(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(kernelPath));
  } catch (cause) {
    throw new Error(`Expected the render kernel at ${kernelPath}; run \`npm run generate:kernel\``, {
      cause,
    });
  }
}

/** An instance of the kernel on a memory. */
export function startWasmKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmKernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmKernel;
}
