import { existsSync, readFileSync, statSync } from 'node:fs';
import { glob, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const written = ['*.md', '{docs,examples,models,training}/**/*.md', '{packages,integrations}/*/README.md'];
const notOurs = ['node_modules', '.venv', 'cache', 'runs'];

const documents: string[] = [];
for await (const path of glob(written, { cwd: root, exclude: (name) => notOurs.includes(basename(name)) }))
  documents.push(path);

const withoutCode = (text: string) => text.replace(/```.*?```/gs, '').replace(/`[^`\n]*`/g, '');

/** Headings of a document as GitHub makes anchors of them. */
function anchorsOf(path: string): string[] {
  const headings = readFileSync(path, 'utf8')
    .replace(/```.*?```/gs, '')
    .matchAll(/^#+ (.*)$/gm);
  return Array.from(headings, ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with a link, as a line that says where it stands. */
function brokenLinks(document: string): string[] {
  const text = withoutCode(readFileSync(join(root, document), 'utf8'));
  const links = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split('#');
      const target = path ? join(root, dirname(document), path) : join(root, document);
      if (!existsSync(target)) return true;
      return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).includes(anchor);
    })
    .map((link) => `${document}: ${link}`);
}

describe('the documentation', () => {
  it('links only to files and sections that exist', () => {
    expect(documents.length).toBeGreaterThan(30);
    expect(documents.flatMap(brokenLinks)).toEqual([]);
  });

  it('lists every decision in the index, with its title', async () => {
    const folder = join(root, 'docs/decisions');
    const index = await readFile(join(folder, 'README.md'), 'utf8');
    const names = (await readdir(folder)).filter((name) => /^\d{3}-/.test(name));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const [title] = (await readFile(join(folder, name), 'utf8')).split('\n');
      expect(title).toMatch(new RegExp(`^# ${name.slice(0, 3)}: \\S`));
      expect(index).toContain(`| [${name.slice(0, 3)}](${name}) | ${title.slice(7)} |`);
    }
  });
});
