import { DriftscapeError } from '@driftscape/client';
import { expect, it } from 'vitest';
import { isRefusal, messageOf } from '../src/driftscape.ts';

const fault = {
  __typename: 'ValidationError',
  code: 'INVALID_INPUT',
  message: 'Expected 0.1…600',
  path: [],
} as const;

it('retries when the connection or the key is wrong, and says which', () => {
  const away = new DriftscapeError('http://inside:4000/graphql cannot be reached', { code: 'UNREACHABLE' });
  const wrongKey = new DriftscapeError('Unknown key', { code: 'UNAUTHENTICATED', status: 401 });
  const readOnlyKey = new DriftscapeError('Needs write', { code: 'FORBIDDEN', status: 403 });
  for (const error of [away, wrongKey, readOnlyKey, new Error('else')]) expect(isRefusal(error)).toBe(false);
  expect(messageOf(away)).toBe('Driftscape cannot be reached at the moment.');
  for (const error of [wrongKey, readOnlyKey]) expect(messageOf(error)).toContain('does not accept the key');
});

it('does not retry what Driftscape rejects, and passes its message on', () => {
  const refused = new DriftscapeError(fault.message, { code: fault.code, fault: { ...fault, path: [] } });
  const malformed = new DriftscapeError('Unknown field', { code: 'BAD_USER_INPUT', status: 400 });
  for (const error of [refused, malformed]) expect(isRefusal(error)).toBe(true);
  expect(messageOf(refused)).toBe('Expected 0.1…600');
});
