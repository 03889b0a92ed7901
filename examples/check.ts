/**
 * `npm run examples:check`: types for gql.tada from the committed schema, then every document of the examples
 * against that schema, then the compiler. (gql.tada's own command needs the API of TypeScript 6.)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, introspectionFromSchema, validate } from 'graphql';
import * as operations from './client/operations.ts';

const folder = import.meta.dirname;
const schema = buildSchema(readFileSync(join(folder, '../schema.graphql'), 'utf8'));
const introspection = introspectionFromSchema(schema, { descriptions: false, oneOf: true });
writeFileSync(
  join(folder, 'client/introspection.d.ts'),
  `export type introspection = ${JSON.stringify(introspection)};\n`,
);

const faults = Object.entries(operations).flatMap(([name, document]) =>
  validate(schema, document).map(({ message }) => `${name}: ${message}`),
);
if (faults.length > 0) {
  console.error(`examples/client/operations.ts does not fit schema.graphql.\n  ${faults.join('\n  ')}`);
  process.exit(1);
}
try {
  execFileSync(join(folder, '../node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
} catch {
  process.exitCode = 1;
}
