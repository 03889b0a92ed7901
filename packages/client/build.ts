/**
 * Builds the package to dist/: a minified module for each entry, their types, and the schema files for clients. Takes
 * seconds.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { writeTypes } from '../write-types.ts';

await import('./generate.ts');
const root = import.meta.dirname;
const outDir = join(root, 'dist');
await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    outDir,
    target: 'es2022',
    minify: true,
    lib: {
      entry: ['index', 'websocket', 'webhooks'].map((name) => join(root, `src/${name}.ts`)),
      formats: ['es'],
    },
    rolldownOptions: { external: ['graphql-ws', 'standardwebhooks'], output: { minify: true } },
  },
});
writeTypes(root);
for (const name of ['schema.graphql', 'possibleTypes.json']) {
  copyFileSync(join(root, '../..', name), join(outDir, name));
}
