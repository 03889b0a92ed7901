import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const sourceRoot = resolve(import.meta.dirname, '../../src');

/** Of a file, those that are there before it runs: neither types nor `import()`. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/^(?:import|export)(?! type)\b[^;]*?from '([^']+)'|^import '([^']+)'/gm);
  return [...found].map(([, named, bare]) => named ?? bare);
}

/** Packages that a program loads before it does anything, each with the file that imports it. */
function packagesOf(program: string): Map<string, string> {
  const packages = new Map<string, string>();
  const files = new Set([join(sourceRoot, program)]);
  for (const file of files) {
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith('.')) {
        if (specifier.endsWith('.ts')) files.add(resolve(dirname(file), specifier));
      } else packages.set(specifier, relative(sourceRoot, file));
    }
  }
  return packages;
}

it('loads only what the server needs for its first response', () => {
  const packages = packagesOf('serve.ts');
  expect([...packages.keys()]).toEqual(expect.arrayContaining(['graphql', 'graphql-yoga', 'pg-boss']));
  const later = [
    '@electric-sql/pglite',
    '@prisma/adapter-pg',
    'node-av',
    'onnxruntime-node',
    'sharp',
    'tar-stream',
    'undici',
  ];
  expect(later.filter((name) => packages.has(name))).toEqual([]);
});
