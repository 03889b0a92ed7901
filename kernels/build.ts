/**
 * Compiles the CPU renderer: AssemblyScript in kernels/*.as.ts to kernels/build/render.wasm and, where a C compiler is
 * at hand, kernels/native to kernels/build/render.node. Run by `npm run generate:kernel`; takes seconds and needs no
 * network.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const { include_dir: includeFolder } = createRequire(import.meta.url)('node-api-headers');
const folder = fileURLToPath(new URL('.', import.meta.url));

await compileWasm();
compileNative();

async function compileWasm(): Promise<void> {
  const { error, stderr } = await main([
    'render.as.ts',
    '--baseDir',
    folder,
    '--outFile',
    'build/render.wasm',
    ...['-O3', '--converge', '--noAssert'],
    // No garbage collector: the kernel only works on memory that its caller lays out and shares between threads.
    ...['--runtime', 'stub', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
    ...['--enable', 'simd', '--enable', 'relaxed-simd', '--enable', 'threads'],
  ]);
  if (error) {
    process.stderr.write(`${stderr.toString()}\n${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Leaves no addon behind where there is no compiler or the processor is of another kind: WASM is used then. */
function compileNative(): void {
  const target = `${folder}build/render.node`;
  rmSync(target, { force: true });
  if (process.arch !== 'x64' || process.platform === 'win32') return;
  mkdirSync(`${folder}build`, { recursive: true });
  // On macOS the functions of Node are found when the addon is loaded.
  const late = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const { error, status, stderr } = spawnSync(
    process.env.CC ?? 'cc',
    [
      ...['-std=c11', '-O3', '-fPIC', '-shared', '-pthread', ...late, '-I', includeFolder],
      ...[`${folder}native/addon.c`, '-o', `${target}.part`, '-lm'],
    ],
    { encoding: 'utf8' },
  );
  if (status === 0) renameSync(`${target}.part`, target);
  // A compiler that is there and fails is worth a word; none is the common case.
  else if (!error) process.stderr.write(`The native kernel was not compiled, WASM is used: ${stderr}\n`);
}
