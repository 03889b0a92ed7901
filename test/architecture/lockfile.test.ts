import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('pins every package by the checksum of its content', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const packages = Object.entries<{ integrity?: string; link?: boolean }>(lock.packages);
  // What is not below node_modules is a folder of this project.
  const foreign = packages.filter(([path, { link }]) => path.includes('node_modules/') && !link);
  const unpinned = foreign.filter(([, { integrity }]) => !integrity);
  expect(packages.length).toBeGreaterThan(100);
  expect(unpinned.map(([path]) => path)).toEqual([]);
});
