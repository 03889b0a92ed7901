/** Compiles the native kernel, if there is a C compiler: kernels/native to kernels/build/render.node. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { include_dir: includeFolder } = createRequire(import.meta.url)('node-api-headers');
const folder = fileURLToPath(new URL('.', import.meta.url));
const target = `${folder}build/render.node`;

/**
 * Compiles the native kernel. Without a compiler, or on another kind of CPU, nothing happens: an addon that came with
 * the sources is kept, and without one WASM is used.
 */
export function compileNative(): void {
  if (process.arch !== 'x64' || process.platform === 'win32') return;
  mkdirSync(`${folder}build`, { recursive: true });
  // On macOS Node's functions are resolved when the addon is loaded.
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
  // A compiler that fails is worth a message; a missing one is the common case.
  else if (!error) process.stderr.write(`The native kernel was not compiled, WASM is used: ${stderr}\n`);
}

/** Removes the kernel compiled by an earlier version. */
export function removeNative(): void {
  rmSync(target, { force: true });
}
