import { describe, expect, it } from 'vitest';
import { hasBrokenOff, isDatabaseAway } from '../src/errors.ts';

/** As Prisma tells what its adapter met. */
function fromPrisma(code: string, cause: object): Error {
  return Object.assign(new Error('Invalid invocation'), { code, meta: { driverAdapterError: { cause } } });
}

describe('an unavailable database', () => {
  it.each([
    ['refuses connections', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['has closed the connection', fromPrisma('P1017', { kind: 'ConnectionClosed' })],
    ['closed it in a statement of our own', fromPrisma('P2010', { kind: 'ConnectionClosed' })],
    ['is being shut down', fromPrisma('P2010', { kind: 'postgres', originalCode: '57P01' })],
    [
      'broke off in a transaction',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['closed a connection that was about to be used', new Error('Client was closed and is not queryable')],
    [
      'goes away as a transaction begins or ends',
      new Error('ConnectionClosed', { cause: { kind: 'ConnectionClosed' } }),
    ],
    [
      'is shut down as a transaction begins or ends',
      new Error('terminating', { cause: { kind: 'postgres', originalCode: '57P01' } }),
    ],
    ['lets no transaction begin', fromPrisma('P2028', {})],
    [
      'hides behind another error',
      new Error('x', { cause: new Error('Connection terminated unexpectedly') }),
    ],
  ])('is recognised if it %s', (_how, error) => {
    expect(isDatabaseAway(error)).toBe(true);
  });

  it.each([
    ['a full disk', fromPrisma('P2010', { kind: 'postgres', originalCode: '53100' })],
    ['a defect', new TypeError('undefined is not a function')],
    ['no error at all', 'away'],
  ])('is not %s', (_what, error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});

describe('a connection lost during a statement', () => {
  it('is distinguished from one that was never made', () => {
    expect(hasBrokenOff(fromPrisma('P1017', { kind: 'ConnectionClosed' }))).toBe(true);
    expect(hasBrokenOff(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(false);
  });
});
