import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

it.each(['CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'])('%s mentions only existing files', (name) => {
  const text = readFileSync(join(root, name), 'utf8');
  const paths = [...text.matchAll(/`((?:\.?[\w-]+\/)+[\w./-]+)`|\]\(((?!https?:)[^)#]+)[^)]*\)/g)];
  const missing = paths.map(([, code, link]) => code ?? link).filter((path) => !existsSync(join(root, path)));
  expect(missing).toEqual([]);
  const scripts = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, script]) => script);
  expect(scripts.filter((script) => !(script in packageFile.scripts))).toEqual([]);
});
