/** Writes `schema.graphql`; with `--check` it only compares and fails when the file is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { printedSchema } from '../src/schema/print.ts';

const path = new URL('../schema.graphql', import.meta.url);

if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== printedSchema()) {
    console.error('schema.graphql is out of date: run `npm run schema` and commit the result.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, printedSchema());
}
