import type { z } from 'zod';

const kinds: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/**
 * Readable messages for what zod's checks expected, to be passed to `safeParse` as `error`. Custom messages of a schema
 * take precedence.
 */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  const { code } = issue;
  if (code === 'too_small')
    return `Expected ${amount(issue.minimum, issue.origin, issue.inclusive ? 'at least' : 'more than')}`;
  if (code === 'too_big')
    return `Expected ${amount(issue.maximum, issue.origin, issue.inclusive ? 'at most' : 'less than')}`;
  if (code === 'invalid_type') return `Expected ${kinds[issue.expected] ?? issue.expected}`;
  if (code === 'invalid_value')
    return `Expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  if (code === 'invalid_format' && issue.format === 'url')
    return 'Expected an address such as https://example.org';
  return undefined;
};

function amount(limit: number | bigint, origin: string, bound: string): string {
  const units: Record<string, string> = { string: 'character', array: 'item' };
  const unit = units[origin];
  return `${bound} ${limit}${unit ? ` ${unit}${Number(limit) === 1 ? '' : 's'}` : ''}`;
}
