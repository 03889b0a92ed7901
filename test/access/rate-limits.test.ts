import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { RateLimits } from '../../src/access/rate-limits.ts';
import { defaultProject } from '../../src/project.ts';

const key = (id: string, projectId = defaultProject): Caller => ({
  kind: 'key',
  id,
  projectId,
  scope: 'read',
  quota: { animations: null, uploadBytes: null },
});

describe('rate limits', () => {
  it('count the operations of each key, from any address', async () => {
    const limits = new RateLimits(2);
    await limits.countOperation(key('a'), '10.0.0.1');
    await limits.countOperation(key('a'), '10.0.0.2');
    await expect(limits.countOperation(key('a'), '10.0.0.3')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      status: 429,
      retryAfterSeconds: 60,
    });
    await limits.countOperation(key('b'), '10.0.0.1');
  });

  it('also count the keys of a project together, unless the operator creates them', async () => {
    const limits = new RateLimits(1);
    for (let count = 0; count < 10; count++) await limits.countOperation(key(`a${count}`, 'a'), '10.0.0.1');
    const next = limits.countOperation(key('a10', 'a'), '10.0.0.1');
    await expect(next).rejects.toThrow('at most 10 operations a minute of one project');
    await limits.countOperation(key('b0', 'b'), '10.0.0.1');
    for (let count = 0; count < 20; count++) await limits.countOperation(key(`${count}`), '10.0.0.1');
  });

  it('count tokens of an animation for each address', async () => {
    const limits = new RateLimits(1);
    const caller: Caller = { kind: 'animation', animationId: 'x', keyId: null, expiresAt: new Date() };
    await limits.countOperation(caller, '10.0.0.1');
    await limits.countOperation(caller, '10.0.0.2');
    await expect(limits.countOperation(caller, '10.0.0.1')).rejects.toThrow('at most 1 operations a minute');
  });

  it('also count the tokens of a key together, from any address', async () => {
    const limits = new RateLimits(1);
    const bearer = (animationId: string, keyId: string): Caller => ({
      kind: 'animation',
      animationId,
      keyId,
      expiresAt: new Date(),
    });
    for (let count = 0; count < 10; count++) await limits.countOperation(bearer(`${count}`, 'a'), '10.0.0.1');
    const next = limits.countOperation(bearer('10', 'a'), '10.0.0.2');
    await expect(next).rejects.toThrow('at most 10 operations a minute of one key');
    await limits.countOperation(key('a'), '10.0.0.1');
    await limits.countOperation(bearer('11', 'b'), '10.0.0.2');
  });

  it('count the files that a key and its tokens fetch', async () => {
    const limits = new RateLimits(1);
    const bearer: Caller = { kind: 'animation', animationId: 'x', keyId: 'a', expiresAt: new Date() };
    for (let count = 0; count < 5; count++) {
      await limits.countFile(key('a'));
      await limits.countFile(bearer);
    }
    await expect(limits.countFile(key('a'))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await limits.countFile(key('b'));
  });

  it('block an address that tries wrong keys repeatedly', async () => {
    const limits = new RateLimits(null);
    for (let count = 0; count < 30; count++) await limits.countWrongKey('10.0.0.1');
    await expect(limits.countWrongKey('10.0.0.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await limits.countWrongKey('10.0.0.2');
  });

  it('do not apply to users of their own server', async () => {
    const limits = new RateLimits(1);
    for (let count = 0; count < 5; count++) await limits.countOperation({ kind: 'anyone' }, '127.0.0.1');
  });
});
