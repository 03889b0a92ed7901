/** Builds the package to dist/: a module per entry point, and types. Takes seconds and needs no network. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';

const root = import.meta.dirname;
const outDir = join(root, 'dist');

/** Built separately, so that browser modules share no file with server modules. */
for (const [index, name] of ['index', 'panel', 'panel-view', 'react'].entries()) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: index === 0,
      target: 'es2022',
      minify: false,
      lib: { entry: join(root, `src/${name}.ts`), formats: ['es'], fileName: name },
      rolldownOptions: { external: [/^node:/, /^@driftscape\//, /^react/, /^payload/] },
    },
  });
}

execFileSync(
  process.execPath,
  [
    join(root, '../../node_modules/typescript/bin/tsc'),
    ...['-p', join(root, 'tsconfig.build.json'), '--outDir', join(outDir, 'types')],
  ],
  { stdio: 'inherit' },
);
