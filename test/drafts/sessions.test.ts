import { describe, expect, it } from 'vitest';
import { Sessions } from '../../src/drafts/sessions.ts';

describe('a session', () => {
  it('gives what its work gives, and what it throws', async () => {
    const sessions = new Sessions();
    expect(await sessions.run('a', async () => 1)).toBe(1);
    await expect(
      sessions.run('a', async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  });

  it('ends the work before with a typed error, at once, even when that does not listen', async () => {
    const sessions = new Sessions();
    const deaf = sessions.run('a', () => new Promise(() => {}));
    expect(await sessions.run('a', async () => 2)).toBe(2);
    await expect(deaf).rejects.toMatchObject({ code: 'DRAFT_SUPERSEDED' });
  });

  it('tells the work that nobody waits for it any more', async () => {
    const sessions = new Sessions();
    let signal: AbortSignal | undefined;
    const first = sessions.run('a', async (own) => {
      signal = own;
      await new Promise(() => {});
    });
    expect(signal?.aborted).toBe(false);
    const second = sessions.run('a', async () => {});
    expect(signal?.aborted).toBe(true);
    await expect(first).rejects.toMatchObject({ code: 'DRAFT_SUPERSEDED' });
    await second;
  });

  it('leaves work of other sessions alone', async () => {
    const sessions = new Sessions();
    const gate = Promise.withResolvers<void>();
    const other = sessions.run('b', () => gate.promise);
    await sessions.run('a', async () => {});
    gate.resolve();
    await expect(other).resolves.toBeUndefined();
  });
});
