/** Records the sources from which files were generated (src/generated, kernels/build, studio/dist, packages/element/dist), and compares. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const stamp = join(root, 'src/generated/made-of');

/** Files that generated code depends on; the lock file has the versions of the generators. */
const sources = [
  'package-lock.json',
  'prisma/schema.prisma',
  'kernels/*.ts',
  'kernels/native/**/*.{c,h}',
  'studio/**/*.{ts,tsx,css,html,svg}',
  'packages/element/**/*.ts',
  'packages/write-types.ts',
];
const generated = ['studio/dist/**', 'packages/element/dist/**', '**/*.d.ts'];
const products = [
  'src/generated/prisma/client.ts',
  'kernels/build/render.wasm',
  'studio/dist/index.html',
  'packages/element/dist/index.js',
];

/** Records the current sources as those of the generated files. */
export async function noteBuilt(): Promise<void> {
  await writeFile(stamp, await digestOfSources());
}

/** True if all generated files exist and are up to date. */
export async function isBuilt(): Promise<boolean> {
  if (!products.every((path) => existsSync(join(root, path)))) return false;
  const noted = await readFile(stamp, 'utf8').catch(() => null);
  return noted === (await digestOfSources());
}

async function digestOfSources(): Promise<string> {
  const paths: string[] = [];
  for await (const path of glob(sources, { cwd: root, exclude: generated })) paths.push(path);
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const text = await readFile(join(root, path));
    hash.update(`${path}\n${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}
