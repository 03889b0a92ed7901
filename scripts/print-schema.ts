/**
 * Writes `schema.graphql`, what caches of clients need of it, and the table of operations in docs/api.md; with `--check` it only compares, and fails when one is out
 * of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { possibleTypes, typesWithoutId } from '../src/schema/client-files.ts';
import { operationsTable } from '../src/schema/operations-table.ts';
import { printedSchema } from '../src/schema/print.ts';

const [begin, end] = ['<!-- operations -->', '<!-- /operations -->'];

const files: Record<string, (current: string) => string> = {
  'schema.graphql': () => printedSchema(),
  'possibleTypes.json': () => json(possibleTypes()),
  'typesWithoutId.json': () => json(typesWithoutId()),
  'docs/api.md': (current) => {
    const [before, rest] = current.split(begin);
    return `${before}${begin}\n${operationsTable()}\n${end}${rest.split(end)[1]}`;
  },
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

for (const [name, update] of Object.entries(files)) {
  const path = new URL(`../${name}`, import.meta.url);
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const updated = update(current);
  if (current === updated) continue;
  if (process.argv.includes('--check')) {
    console.error(`${name} is out of date: run \`npm run schema\` and commit the result.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, updated);
  }
}
