import { describe, expect, it } from 'vitest';
import { Sessions } from '../../src/drafts/sessions.ts';

describe('a session', () => {
  it('returns the result of its work, and its error', async () => {
    const sessions = new Sessions();
    expect(await sessions.run('a', async () => 1)).toBe(1);
    await expect(
      sessions.run('a', async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
  });

  it('ends the previous work with a typed error at once, even if that does not react', async () => {
    const sessions = new Sessions();
    const deaf = sessions.run('a', () => new Promise(() => {}));
    expect(await sessions.run('a', async () => 2)).toBe(2);
    await expect(deaf).rejects.toMatchObject({ code: 'DRAFT_SUPERSEDED' });
  });

  it('aborts work that nobody waits for any more', async () => {
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

  it('does not affect work of other sessions', async () => {
    const sessions = new Sessions();
    const gate = Promise.withResolvers<void>();
    const other = sessions.run('b', () => gate.promise);
    await sessions.run('a', async () => {});
    gate.resolve();
    await expect(other).resolves.toBeUndefined();
  });
});
