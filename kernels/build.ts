/**
 * Compiles the CPU renderer: AssemblyScript in kernels/*.as.ts to kernels/build/render.wasm and, if possible, the
 * native kernel (kernels/native.ts). Run by `npm run generate:kernel`; takes seconds and needs no network.
 */
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';
import { compileNative, removeNative } from './native.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

await compileWasm();
removeNative();
compileNative();

async function compileWasm(): Promise<void> {
  const { error, stderr } = await main([
    'render.as.ts',
    '--baseDir',
    folder,
    '--outFile',
    'build/render.wasm',
    ...['-O3', '--converge', '--noAssert'],
    // No garbage collector: the kernel only uses memory that its caller lays out and shares between threads.
    ...['--runtime', 'stub', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
    ...['--enable', 'simd', '--enable', 'relaxed-simd', '--enable', 'threads'],
  ]);
  if (error) {
    process.stderr.write(`${stderr.toString()}\n${error.message}\n`);
    process.exitCode = 1;
  }
}
