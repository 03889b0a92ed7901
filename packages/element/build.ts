/**
 * Builds the package to dist/: one minified module for each entry, and their types. Run by `npm run generate:element`; takes a second
 * and needs no network.
 */
import { join } from 'node:path';
import { build } from 'vite';
import { writeTypes } from '../write-types.ts';

const root = import.meta.dirname;
const outDir = join(root, 'dist');

/** Each separately, so that no page loads a second file for shared code. */
for (const [index, name] of ['index', 'html', 'react'].entries()) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: index === 0,
      target: 'es2022',
      minify: true,
      lib: { entry: join(root, `src/${name}.ts`), formats: ['es'], fileName: name },
      rolldownOptions: { external: ['react', './index.js'], output: { minify: true, comments: false } },
    },
  });
}

writeTypes(root);
