import { expect, it } from 'vitest';
import { z } from 'zod';
import { issueWords } from '../src/issue-words.ts';

it.each([
  [z.number().min(0.1), -1, 'Expected at least 0.1'],
  [z.number().positive(), 0, 'Expected more than 0'],
  [z.number().max(600), 1e9, 'Expected at most 600'],
  [z.number().lt(1), 1, 'Expected less than 1'],
  [z.number(), 'a', 'Expected a number'],
  [z.number(), Number.POSITIVE_INFINITY, 'Expected a number'],
  [z.int(), 64.5, 'Expected a whole number'],
  [z.boolean(), 'a', 'Expected true or false'],
  [z.string().min(1), '', 'Expected at least 1 character'],
  [z.string().max(100), 'a'.repeat(101), 'Expected at most 100 characters'],
  [z.array(z.number()).min(1), [], 'Expected at least 1 item'],
  [z.enum(['steady', 'recurrent']), 'x', 'Expected "steady" or "recurrent"'],
  [z.url(), 'a', 'Expected an address such as https://example.org'],
  [z.string().min(1, 'Expected a name'), '', 'Expected a name'],
  [z.object({}).strict(), { a: 1 }, 'Unrecognized key: "a"'],
])('an issue is reported in words for people: %#', (schema, value, words) => {
  expect(schema.safeParse(value, { error: issueWords }).error?.issues[0].message).toBe(words);
});
