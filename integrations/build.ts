/**
 * Builds a plugin to its dist/: one file for the CMS's server, including the client, and one for its admin panel if it
 * has one. Takes seconds. `node integrations/build.ts strapi`
 */
import { existsSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

const [, , name] = process.argv;
const root = join(import.meta.dirname, name ?? '');
if (!name || !existsSync(join(root, 'package.json'))) {
  throw new Error('Expected the name of a plugin, such as strapi');
}

/** Modules that the CMS provides. */
const external = [/^node:/, ...builtinModules, 'react', /^@strapi\//, /^@directus\//];
const entries = [
  { source: 'src/server/index.ts', format: 'cjs', file: 'server.js' },
  { source: 'src/admin/index.ts', format: 'es', file: 'admin.mjs' },
] as const;

for (const [index, { source, format, file }] of entries.entries()) {
  const entry = join(root, source);
  if (!existsSync(entry)) continue;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: join(root, 'dist'),
      emptyOutDir: index === 0,
      target: 'es2022',
      minify: false,
      lib: { entry, formats: [format], fileName: () => file },
      rolldownOptions: { external, platform: 'node' },
    },
  });
}
// Strapi loads a file by `require`, and only with this extension.
writeFileSync(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
