import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../studio');

/** The lowest first: each folder imports only what stands before it. */
const order = ['geometry', 'sketch', 'api', 'state', 'canvas', 'controls'];

it('imports inside studio/ point one way, and reach the server only through its API', async () => {
  const violations: string[] = [];
  let count = 0;
  for await (const path of glob('**/*.{ts,tsx}', { cwd: root, exclude: ['dist/**', '*.ts', '*.tsx'] })) {
    const text = readFileSync(join(root, path), 'utf8');
    for (const [, specifier] of text.matchAll(/from '(\.{1,2}\/[^']+)'/g)) {
      const target = relative(root, resolve(root, dirname(path), specifier));
      const [from, to] = [path, target].map((one) => order.indexOf(one.split('/')[0]));
      count += 1;
      if (to < 0 || to > from) violations.push(`${path} → ${target}`);
    }
  }
  expect(count).toBeGreaterThan(100);
  expect(violations).toEqual([]);
});
