import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { operations, schemaDigest } from '@driftscape/client';
import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { userErrorCodes } from '../../src/error-codes.ts';

const root = join(import.meta.dirname, '../..');
const schemaText = await readFile(join(root, 'schema.graphql'), 'utf8');
const schema = buildSchema(schemaText);

it('matches the schema that it was generated from', () => {
  const hint = 'run `npm run generate:client`: the client package is built from schema.graphql';
  expect(schemaDigest, hint).toBe(createHash('sha256').update(schemaText).digest('hex'));
  for (const [name, { text }] of Object.entries(operations)) {
    expect(validate(schema, parse(text)), name).toEqual([]);
  }
});

it('has a document for every mutation, subscription and root list', () => {
  const texts = Object.values(operations).map(({ text }) => text);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
  // By global id, of whatever type: that is for caches that write their own fragments.
  const wanted = fields.filter((field) => field !== 'node' && field !== 'nodes');
  expect(wanted.filter((field) => !texts.some((text) => new RegExp(`[{ ]${field}[({]`).test(text)))).toEqual(
    [],
  );
});

it('has types for the codes of every rejected request in the guide', async () => {
  const [guide, errors] = await Promise.all(
    ['docs/api.md', 'packages/client/src/errors.ts'].map((path) => readFile(join(root, path), 'utf8')),
  );
  const [, table = ''] = guide.split('**All other errors**');
  const rows = table.split('\n## ')[0].match(/^\| `[^|]*\|/gm) ?? [];
  const codes = rows.flatMap((row) => row.match(/[A-Z_]{4,}/g) ?? []);
  const known = [...(errors.match(/'[A-Z_]+'/g) ?? []).map((code) => code.slice(1, -1)), ...userErrorCodes];
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
});

it('is small: at most 10 kB, compressed, with every operation', async () => {
  const dist = join(root, 'packages/client/dist');
  const loaded = async (name: string): Promise<number> => {
    const code = await readFile(join(dist, name), 'utf8');
    const others = [...code.matchAll(/from\s*"\.\/([^"]+)"/g)].map(([, other]) => loaded(other));
    return (await Promise.all(others)).reduce((sum, size) => sum + size, gzipSync(code).length);
  };
  expect(await loaded('index.js')).toBeLessThanOrEqual(10_000);
});
