/**
 * `node scripts/check-client.ts <folder> <operations>`: types for gql.tada from the committed schema, then every document of a client
 * against that schema, then the compiler. (gql.tada's own command needs the API of TypeScript 6.)
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSchema, type DocumentNode, introspectionFromSchema, parse, validate } from 'graphql';

const root = join(import.meta.dirname, '..');
const [folder, operationsPath] = process.argv.slice(2).map((path) => resolve(root, path));
const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'));
const introspection = introspectionFromSchema(schema, { descriptions: false, oneOf: true });
writeFileSync(
  join(dirname(operationsPath), 'introspection.d.ts'),
  `export type introspection = ${JSON.stringify(introspection)};\n`,
);

const operations: Record<string, DocumentNode | string> = await import(pathToFileURL(operationsPath).href);
const faults = Object.entries(operations).flatMap(([name, document]) => {
  const parsed = typeof document === 'string' ? parse(document) : document;
  return validate(schema, parsed).map(({ message }) => `${name}: ${message}`);
});
if (faults.length > 0) {
  console.error(`${operationsPath} does not fit schema.graphql.\n  ${faults.join('\n  ')}`);
  process.exit(1);
}
try {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'inherit' });
} catch {
  process.exitCode = 1;
}
