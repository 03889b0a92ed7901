import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const documents = ['docs/algorithm.md', 'docs/conventions.md'];

/** Everything that may cite the method. */
const citing = [
  'README.md',
  'docs/**/*.md',
  'models/*.md',
  '{src,bench,scripts,test,kernels,examples}/**/*.{ts,c,h}',
  'training/**/*.{py,md}',
];
const notOurs = ['node_modules', 'generated', '.venv', 'cache', 'runs'];

async function citations(): Promise<{ file: string; section: string }[]> {
  const found: { file: string; section: string }[] = [];
  for await (const file of glob(citing, { cwd: root, exclude: (name) => notOurs.includes(name) })) {
    const text = await readFile(join(root, file), 'utf8');
    // One citation may name several: "algorithm §5, §7", "algorithm §3–§5".
    for (const [list] of text.matchAll(/\balgorithm (§[\d.]+(?:(?:, | and |–)§[\d.]+)*)/g)) {
      for (const [, section] of list.matchAll(/§(\d+(?:\.\d+)?)/g)) found.push({ file, section });
    }
  }
  return found;
}

describe('the method', () => {
  it('has every section that is cited anywhere', async () => {
    const text = await readFile(join(root, 'docs/algorithm.md'), 'utf8');
    const sections = new Set(
      Array.from(text.matchAll(/^#{2,3} §(\d+(?:\.\d+)?) /gm), ([, number]) => number),
    );
    const cited = await citations();
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter(({ section }) => !sections.has(section))).toEqual([]);
  });

  it.each(documents)('mentions only files and folders that exist in %s', async (document) => {
    const text = await readFile(join(root, document), 'utf8');
    const named = Array.from(
      text.matchAll(/`((?:src|training|kernels|test|docs)\/[\w./-]*)`/g),
      ([, path]) => path,
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(documents)('links only to what exists in %s', async (document) => {
    const text = await readFile(join(root, document), 'utf8');
    const links = Array.from(text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g), ([, path]) => path);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([]);
  });
});
