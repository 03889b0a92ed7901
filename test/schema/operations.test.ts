import { readdirSync, readFileSync } from 'node:fs';
import { parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationsTable } from '../../src/schema/operations-table.ts';
import { schema } from '../../src/schema/schema.ts';
import { firstOperation } from '../../src/server/first-operation.ts';

const guide = ['api.md', 'realtime.md', 'webhooks.md', 'cms/README.md']
  .map((name) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'))
  .join('\n');
const blocks = [...guide.matchAll(/```graphql\n(.*?)```/gs)].map(([, text]) => text);
/** Operations inside of commands and messages, as JSON strings. */
const embedded = [...guide.matchAll(/"query": ?("(?:[^"\\]|\\.)*")/g)].map(
  ([, text]) => JSON.parse(text) as string,
);

/** What the plugin for WordPress sends. */
const folder = new URL('../../integrations/wordpress/driftscape/operations/', import.meta.url);
const plugin = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));

// A fragment stands alone in the guide.
const rules = specifiedRules.filter((rule) => rule.name !== 'NoUnusedFragmentsRule');

describe('operations in the guides', () => {
  it('are found', () => {
    expect(blocks.length).toBeGreaterThan(5);
    expect(embedded.length).toBeGreaterThan(3);
  });

  it('are all in the table of the guide', () => {
    expect(guide, 'run `npm run schema` and commit the result').toContain(operationsTable());
    expect(operationsTable()).toContain('| `deleteImage` | `write` |');
    expect(operationsTable()).toMatch(/\| query `animation` \| `read`, or a token for the animation \|/);
    expect(operationsTable()).toMatch(/\| `createWebhook` \| `admin` \|/);
  });

  it.each([...blocks, ...embedded, ...plugin, firstOperation])('match the schema: %s', (text) => {
    expect(validate(schema, parse(text), rules)).toEqual([]);
  });
});
