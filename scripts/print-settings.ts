/** `npm run settings`: writes the README's table of settings from the schema; `-- --check` fails where they differ. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { settingsFromEnvironment } from '../src/settings.ts';

const path = resolve(import.meta.dirname, '../README.md');
const [begin, end] = ['<!-- settings -->', '<!-- /settings -->'];

const rows = Object.entries(settingsFromEnvironment.shape).map(([name, schema]) => {
  const standard = schema.safeParse(undefined).data;
  const shown = standard === undefined ? '–' : `\`${standard}\``;
  return `| \`${name}\` | ${shown} | ${schema.description} |`;
});
const table = ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n');

const readme = await readFile(path, 'utf8');
const [before, rest] = readme.split(begin);
const after = rest.split(end)[1];
const updated = `${before}${begin}\n${table}\n${end}${after}`;
if (!process.argv.includes('--check')) {
  await writeFile(path, updated);
} else if (updated !== readme) {
  console.error('The settings table of README.md is out of date; run `npm run settings`.');
  process.exitCode = 1;
}
