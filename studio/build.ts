/**
 * Builds the studio to studio/dist, with a compressed copy of each file, so that the server need not compress. Run by
 * `npm run generate:studio`; takes about a second and needs no network.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = import.meta.dirname;
const folder = join(root, 'dist');

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  // The page uses relative URLs for what it loads, so it works at /studio, at / and behind proxies.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: folder,
    emptyOutDir: true,
    assetsDir: 'studio',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});

for (const name of await readdir(folder, { recursive: true })) {
  if (!/\.(?:html|js|css|svg)$/.test(name)) continue;
  const path = join(folder, name);
  const plain = await readFile(path);
  await writeFile(`${path}.br`, brotliCompressSync(plain));
  await writeFile(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
