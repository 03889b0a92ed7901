import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Separators between the head of a table and its rows, wherever they stand. */
const separator = /\|(?: ?:?-{3,}:? ?\|)+/;

it('has every row of a table on its own line', async () => {
  const pages = ['*.md', '{docs,examples,models,training}/**/*.md', '{packages,integrations}/*/README.md'];
  const broken: string[] = [];
  let tables = 0;
  for await (const path of glob(pages, { cwd: root, exclude: ['**/node_modules'] })) {
    for (const [i, line] of readFileSync(join(root, path), 'utf8').split('\n').entries()) {
      const [found] = separator.exec(line) ?? [];
      if (!found) continue;
      tables++;
      if (line.trim() !== found) broken.push(`${path}:${i + 1}`);
    }
  }
  expect(tables).toBeGreaterThan(50);
  expect(broken).toEqual([]);
});
