/**
 * Writes `schema.graphql`, and the table of operations in docs/api.md; with `--check` it only compares, and fails when one is out
 * of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { operationsTable } from '../src/schema/operations-table.ts';
import { printedSchema } from '../src/schema/print.ts';

const [begin, end] = ['<!-- operations -->', '<!-- /operations -->'];

const files: Record<string, (current: string) => string> = {
  'schema.graphql': () => printedSchema(),
  'docs/api.md': (current) => {
    const [before, rest] = current.split(begin);
    return `${before}${begin}\n${operationsTable()}\n${end}${rest.split(end)[1]}`;
  },
};

for (const [name, update] of Object.entries(files)) {
  const path = new URL(`../${name}`, import.meta.url);
  const current = readFileSync(path, 'utf8');
  const updated = update(current);
  if (current === updated) continue;
  if (process.argv.includes('--check')) {
    console.error(`${name} is out of date: run \`npm run schema\` and commit the result.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, updated);
  }
}
