import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AnimationTokens } from '../../src/access/animation-tokens.ts';
import type { Caller } from '../../src/access/caller.ts';
import { tokenSecret } from '../../src/access/token-secret.ts';
import { defaultProject } from '../../src/project.ts';

const keyId = '01890a5d-ac96-774b-bcce-b302099a8057';
const caller: Caller = {
  kind: 'key',
  id: keyId,
  projectId: defaultProject,
  scope: 'read',
  quota: { animations: null, uploadBytes: null },
};
/** What the database holds of the key. */
const hash = 'a'.repeat(64);
const keys = { signingSecret: async (id: string) => (id === keyId ? hash : null) };

afterEach(() => {
  vi.useRealTimers();
});

function forge(claims: object, secret: string): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signature = createHmac('sha256', secret).update(`dst_${hash}.${payload}`).digest('base64url');
  return `dst_${payload}.${signature}`;
}

describe('tokens for animations', () => {
  it('are accepted by every process with the same secret, and by no other', async () => {
    const { token, expiresAt } = await new AnimationTokens(keys, 'secret').create('one', caller);
    const bearer = { kind: 'animation', animationId: 'one', keyId, expiresAt };
    expect(await new AnimationTokens(keys, 'secret').identify(token)).toEqual(bearer);
    expect(await new AnimationTokens(keys, 'other').identify(token)).toBeNull();
  });

  it('cannot be derived from the content of the database', async () => {
    const claims = { animation: 'one', key: keyId, expires: Math.ceil(Date.now() / 1000) + 60 };
    const tokens = new AnimationTokens(keys, 'secret');
    for (const secret of [hash, `dst_${hash}`, '']) {
      expect(await tokens.identify(forge(claims, secret))).toBeNull();
    }
    expect(await tokens.identify(forge(claims, 'secret'))).not.toBeNull();
  });

  it('are rejected if they would be valid for too long', async () => {
    const claims = { animation: 'one', key: keyId, expires: Math.ceil(Date.now() / 1000) + 7_200 };
    expect(await new AnimationTokens(keys, 'secret').identify(forge(claims, 'secret'))).toBeNull();
  });

  it('report expiry without counting as guesses', async () => {
    const tokens = new AnimationTokens(keys, 'secret');
    const { token } = await tokens.create('one', caller, 60);
    vi.useFakeTimers({ now: Date.now() + 62_000, toFake: ['Date'] });
    await expect(tokens.identify(token)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('expired'),
    });
  });
});

describe('the secret of tokens', () => {
  it('is created once, readable only by its user, and stays the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-secret-'));
    const made = await Promise.all([1, 2, 3].map(() => tokenSecret(folder)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]).toMatch(/^[\da-f]{64}$/);
    expect(await tokenSecret(folder)).toBe(made[0]);
    expect(await readdir(folder)).toEqual(['token-secret']);
    expect((await stat(join(folder, 'token-secret'))).mode & 0o777).toBe(0o600);
    await rm(folder, { recursive: true });
  });

  it('is the configured one, if any', async () => {
    expect(await tokenSecret('/nowhere', 'x'.repeat(32))).toBe('x'.repeat(32));
  });
});
