import { readFileSync } from 'node:fs';
import { buildSchema, type DangerousChange, findBreakingChanges, findDangerousChanges } from 'graphql';
import { expect, it } from 'vitest';
import { errorsTable } from '../../src/schema/errors-table.ts';
import { schema } from '../../src/schema/schema.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const released = buildSchema(read('schema.released.graphql'));

const advice =
  'Clients of the released schema would break. Keep what they use, with `deprecationReason: "Since <year>-<month>: use …"`, and put the new ' +
  'beside it. When a deprecated field goes with a major version, `npm run schema -- --release` makes the present schema the released one.';

it('breaks no client of the released schema', () => {
  expect(findBreakingChanges(released, schema), advice).toEqual([]);
});

it('changes no default of the released schema', () => {
  const defaults = findDangerousChanges(released, schema).filter(({ type }: DangerousChange) =>
    /DEFAULT/.test(type),
  );
  expect(defaults, advice).toEqual([]);
});

it('has a date and a replacement for everything deprecated', () => {
  const reasons = [...read('schema.graphql').matchAll(/@deprecated(?:\(reason: "((?:[^"\\]|\\.)*)"\))?/g)];
  expect(reasons.length).toBeGreaterThan(0);
  const bare = reasons
    .map(([, reason]) => reason ?? '')
    .filter((reason) => !/^Since \d{4}-\d{2}: .+\.$/.test(reason));
  expect(bare).toEqual([]);
});

it('documents every error code in docs/errors.md', () => {
  expect(read('docs/errors.md'), 'run `npm run schema` and commit the result').toContain(errorsTable());
});
