/**
 * Compiles what is written in C, if there is a C compiler: kernels/native to kernels/build/render.node, and
 * kernels/native/planes to kernels/build/planes.node.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { include_dir: includeFolder } = createRequire(import.meta.url)('node-api-headers');
const folder = fileURLToPath(new URL('.', import.meta.url));
/** What each addon is compiled from, and what is used without it. */
const addons = [
  { name: 'render', source: 'native/addon.c', without: 'WASM' },
  { name: 'planes', source: 'native/planes/addon.c', without: 'TypeScript' },
];

/**
 * Compiles the addons. Without a compiler, or on another kind of CPU, nothing happens: those that came with the sources
 * are kept, and without them WASM and TypeScript are used.
 */
export function compileNative(): void {
  if (process.arch !== 'x64' || process.platform === 'win32') return;
  mkdirSync(`${folder}build`, { recursive: true });
  // On macOS Node's functions are resolved when the addon is loaded.
  const late = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  for (const { name, source, without } of addons) {
    const { error, status, stderr } = spawnSync(
      process.env.CC ?? 'cc',
      [
        ...['-std=c11', '-O3', '-fPIC', '-shared', '-pthread', ...late, '-I', includeFolder],
        ...[folder + source, '-o', `${targetOf(name)}.part`, '-lm'],
      ],
      { encoding: 'utf8' },
    );
    if (status === 0) renameSync(`${targetOf(name)}.part`, targetOf(name));
    // A compiler that fails is worth a message; a missing one is the common case.
    else if (!error)
      process.stderr.write(`The addon ${name} was not compiled, ${without} is used: ${stderr}\n`);
  }
}

/** Removes the addons compiled by an earlier version. */
export function removeNative(): void {
  for (const { name } of addons) rmSync(targetOf(name), { force: true });
}

function targetOf(name: string): string {
  return `${folder}build/${name}.node`;
}
