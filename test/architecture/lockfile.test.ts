import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('every package is pinned by the checksum of its content', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const packages = Object.entries<{ integrity?: string; link?: boolean }>(lock.packages);
  const installed = packages.filter(([path]) => path.includes('node_modules/'));
  const unpinned = installed.filter(([, { integrity, link }]) => !link && !integrity);
  expect(packages.length).toBeGreaterThan(100);
  expect(unpinned.map(([path]) => path)).toEqual([]);
});
