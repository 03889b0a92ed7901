import { expect, it } from 'vitest';
import { explainFailure } from '../../src/cli/explain-failure.ts';
import { UserError } from '../../src/errors.ts';

const system = (code: string, message: string) => Object.assign(new Error(message), { code });

it.each([
  ['a fault of the user', new UserError('NOT_FOUND', 'Expected a photo'), 'NOT_FOUND: Expected a photo'],
  [
    'the operating system',
    system('EACCES', 'EACCES: permission denied, open x'),
    'EACCES: permission denied, open x',
  ],
  ['something that is no error', 'broken', 'broken'],
])('reports %s in one line', (_, error, line) => {
  expect(explainFailure(error)).toBe(line);
});

it.each([
  new RangeError('Array buffer allocation failed'),
  system('ENOMEM', 'Cannot allocate memory'),
  new UserError('INVALID_BUNDLE', 'Expected a bundle', { cause: new Error('std::bad_alloc') }),
])('reports a lack of memory as such: %s', (error) => {
  expect(explainFailure(error)).toMatch(/^OUT_OF_MEMORY: .*\)$/);
});

it('shows the location of an internal error', () => {
  expect(explainFailure(new TypeError('x is not a function'))).toMatch(
    /^TypeError: x is not a function\n\s+at /,
  );
});
