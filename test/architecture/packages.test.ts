import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '../..');

/** What a production install runs: the programs, what is generated for them, and what its installation needs. */
const inProduction = ['src/**/*.{ts,cjs}', 'scripts/install/*.ts', 'kernels/native.ts'];

/** The packages that a file imports, loads or resolves, types included, by their names. */
function packagesOf(text: string): string[] {
  const statements = /^(?:import|export|\})(?:[^'\n]* from)? '([@a-z][\w@/.:-]*)'/gm;
  const calls = /(?:\bimport\(|\bresolve\(|import\.meta\.url\)\()\s*'([@a-z][\w@/.:-]*)'/g;
  const found = [statements, calls].flatMap((pattern) => [...text.matchAll(pattern)]);
  const specifiers = found.map(([, specifier]) => specifier);
  return specifiers
    .filter((specifier) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
    .map((specifier) => specifier.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? specifier);
}

it('production code imports no development package', async () => {
  const strays: string[] = [];
  const imported = new Set<string>();
  for await (const path of glob(inProduction, { cwd: root })) {
    for (const name of packagesOf(readFileSync(join(root, path), 'utf8'))) {
      imported.add(name);
      if (!(name in packageFile.dependencies)) strays.push(`${path} → ${name}`);
    }
  }
  expect([...imported]).toEqual(expect.arrayContaining(['graphql', 'sharp', 'node-api-headers']));
  expect(strays).toEqual([]);
});
