import { expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.ts';
import type { Caller } from '../../src/access/caller.ts';
import { Revocations } from '../../src/access/revocations.ts';
import { openDatabase } from '../../src/database/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describeDatabases((openTestDatabase) => {
  it('ends everything that a revoked key has started, in any process, and nothing else', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const keys = new ApiKeys(database.prisma);
    const revocations = await Revocations.open(database);
    const callerOf = async (name: string) => {
      const { key, secret } = await keys.create({ name, scope: 'read' });
      return { id: key.id, caller: (await keys.identify(secret)) as Caller };
    };
    const [one, other] = [await callerOf('one'), await callerOf('other')];
    const token: Caller = {
      kind: 'animation',
      animationId: 'any',
      keyId: one.id,
      expiresAt: new Date(Date.now() + 3_600_000),
    };
    using own = revocations.admit(one.caller);
    using made = revocations.admit(token);
    using others = revocations.admit(other.caller);
    const ended = Promise.all([aborted(own.signal), aborted(made.signal)]);
    await keys.revoke(one.id);
    await ended;
    expect(others.signal.aborted).toBe(false);
    await revocations.close();
    await database.close();
  });

  it('ends what a token has started when it expires', async () => {
    await using test = await openTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const revocations = await Revocations.open(database);
    const expiresAt = new Date(Date.now() + 20);
    using admission = revocations.admit({ kind: 'animation', animationId: 'any', keyId: null, expiresAt });
    if (!admission.signal.aborted) await aborted(admission.signal);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime() - 1);
    await revocations.close();
    await database.close();
  });
});
