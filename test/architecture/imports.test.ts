import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const sourceRoot = resolve(import.meta.dirname, '../../src');

/** What each folder of src/ may import, beside itself and the plain files of src/ that `sharedFiles` names. */
const allowedImports: Record<string, readonly string[]> = {
  schema: [
    'resolvers',
    'outputs',
    'drafts',
    'access',
    'animations',
    'images',
    'presets',
    'database',
    'inference',
    'video',
    'webhooks',
    'generated',
  ],
  resolvers: [
    'outputs',
    'video',
    'access',
    'drafts',
    'observability',
    'animations',
    'images',
    'presets',
    'storage',
    'inference',
    'webhooks',
    'generated',
  ],
  server: [
    'schema',
    'resolvers',
    'outputs',
    'access',
    'observability',
    'animations',
    'images',
    'presets',
    'storage',
    'generated',
  ],
  animations: ['outputs', 'video', 'database', 'leftovers', 'inference', 'storage', 'photo', 'generated'],
  access: ['outputs', 'generated'],
  backup: ['database', 'storage'],
  drafts: ['animations', 'inference', 'storage', 'photo', 'generated'],
  retention: ['drafts', 'animations', 'images', 'leftovers', 'database', 'storage', 'generated'],
  leftovers: ['storage', 'generated'],
  observability: ['animations', 'generated'],
  images: ['database', 'leftovers', 'photo', 'storage', 'generated'],
  presets: ['database', 'inference', 'storage', 'generated'],
  cli: ['outputs', 'access', 'backup', 'storage', 'database', 'inference', 'photo', 'video', 'generated'],
  inference: ['outputs', 'video', 'photo'],
  outputs: ['video', 'photo'],
  scenes: ['photo'],
  database: ['generated'],
  video: ['photo'],
  photo: [],
  net: [],
  webhooks: ['outputs', 'net', 'inference', 'database', 'generated'],
  storage: [],
};

/** Plain files of src/ that every folder may import: they know nothing of the rest. */
const sharedFiles = [
  'errors.ts',
  'error-codes.ts',
  'back-off.ts',
  'client.ts',
  'fair-turns.ts',
  'config.ts',
  'log.ts',
  'digest.ts',
  'idempotency.ts',
  'issue-words.ts',
  'compile-cache.ts',
  'file-url.ts',
  'limits.ts',
  'private-files.ts',
  'owned-keys.ts',
  'project.ts',
  'termination.ts',
  'work-loop.ts',
];

/**
 * Rooms inside a folder, the lowest first: each imports only what stands before it. Plain files count by their name.
 */
const orderInside: Record<string, readonly string[]> = {
  inference: [
    'devices.ts',
    'latent-code.ts',
    'look.ts',
    'built-in-looks.ts',
    'random.ts',
    'controls',
    'loop.ts',
    'frame-speed.ts',
    'settings.ts',
    'dark-light.ts',
    'setting-words.ts',
    'job.ts',
    'memory.ts',
    'threads',
    'runtime',
    'grids',
    'renderer',
    'areas',
    'render-digest.ts',
    'layers',
    'bundle',
    'scene.ts',
    'photos.ts',
    'predictions.ts',
    'motion',
    'seen-photo.ts',
    'scene-data.ts',
    'appearance',
    'clip',
    'frames',
    'output',
    'animate.ts',
    'engine',
  ],
  animations: ['streams', 'queue', 'events', 'lifecycle', 'outputs', 'work', 'animations.ts'],
};

interface Import {
  from: string;
  fromFolder: string;
  to: string;
}

async function readImports(): Promise<Import[]> {
  const imports: Import[] = [];
  for await (const path of glob('**/*.ts', { cwd: sourceRoot, exclude: ['generated/**'] })) {
    const text = readFileSync(join(sourceRoot, path), 'utf8');
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
    for (const [, specifier] of text.matchAll(/(?:from|import\(|new URL\()\s*'(\.{1,2}\/[^']+\.ts)'/g)) {
      const target = relative(sourceRoot, resolve(sourceRoot, dirname(path), specifier));
      imports.push({ from: path, fromFolder: folder, to: target });
    }
  }
  return imports;
}

describe('imports inside src/', async () => {
  const imports = await readImports();
  const folders = [...new Set(imports.map((entry) => entry.fromFolder).filter(Boolean))];

  it.each(folders)('%s/ only imports from layers below it', (folder) => {
    const violations = imports
      .filter((entry) => entry.fromFolder === folder)
      .filter(({ to }) => {
        const toFolder = to.includes('/') ? to.slice(0, to.indexOf('/')) : '';
        if (toFolder === '')
          return !sharedFiles.includes(to) && !['schema', 'resolvers', 'server'].includes(folder);
        return toFolder !== folder && !(allowedImports[folder] ?? []).includes(toFolder);
      })
      .map(({ from, to }) => `${from} → ${to}`);
    expect(violations).toEqual([]);
  });

  it.each(Object.keys(orderInside))('point one way inside %s/', (folder) => {
    const order = orderInside[folder];
    const placeOf = (path: string) => order.indexOf(path.split('/')[1]);
    const inside = imports.filter(({ from, to }) =>
      [from, to].every((path) => path.startsWith(`${folder}/`)),
    );
    const violations = inside
      .filter(({ from, to }) => placeOf(to) > placeOf(from) || placeOf(to) < 0)
      .map(({ from, to }) => `${from} → ${to}`);
    expect(inside.length).toBeGreaterThan(0);
    expect(violations).toEqual([]);
  });

  it('reach the networks’ runtime through a single file', async () => {
    const importers: string[] = [];
    for await (const path of glob('**/*.ts', { cwd: sourceRoot, exclude: ['generated/**'] })) {
      if (/from 'onnxruntime-node'/.test(readFileSync(join(sourceRoot, path), 'utf8'))) importers.push(path);
    }
    expect(importers).toEqual(['inference/runtime/session.ts']);
  });
});
