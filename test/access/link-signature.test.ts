import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAccess } from '../../src/access/access.ts';
import { nameSecret, signLink, verifyLink } from '../../src/access/links/signature.ts';
import { loadConfig } from '../../src/config.ts';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';

const [first, second] = ['a'.repeat(32), 'b'.repeat(32)].map(nameSecret);
const claims = { linkId: randomUUID(), expiresAt: new Date('2036-11-30T09:00:00Z') };
const path = '/files/animations/0193/video.mp4';

describe('the signature of a link', () => {
  it('yields what it was created for, with any of the secrets', () => {
    for (const signer of [first, second]) {
      expect(verifyLink(signLink(signer, claims, path), path, [first, second])).toEqual(claims);
    }
    const now = new Date(Math.floor(Date.now() / 1000) * 1000);
    const other = { linkId: randomUUID(), expiresAt: now };
    expect(verifyLink(signLink(first, other, path), path, [first])).toEqual(other);
  });

  it('is invalid for another path or with another secret', () => {
    const link = signLink(first, claims, path);
    expect(verifyLink(link, '/files/animations/0193/poster.jpg', [first])).toBeNull();
    expect(verifyLink(link, `${path}/`, [first])).toBeNull();
    expect(verifyLink(link, path, [second])).toBeNull();
    expect(verifyLink(link, path, [])).toBeNull();
  });

  it('cannot be created from another by changing any of its bits', () => {
    const bytes = Buffer.from(signLink(first, claims, path).slice('dsl_'.length), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(verifyLink(`dsl_${changed.toString('base64url')}`, path, [first]), `bit ${bit}`).toBeNull();
    }
  });

  it('is not found in any other text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.uint8Array({ maxLength: 80 }),
        (text, bytes) => {
          expect(verifyLink(text, path, [first])).toBeNull();
          expect(verifyLink(`dsl_${Buffer.from(bytes).toString('base64url')}`, path, [first])).toBeNull();
        },
      ),
    );
    // The name of a secret is no secret: everything else has to fit, too.
    const known = Buffer.concat([first.name, randomBytes(53)]);
    expect(verifyLink(`dsl_${known.toString('base64url')}`, path, [first])).toBeNull();
  });

  it('is checked before any look-up', async () => {
    const config = loadConfig({ AUTH: 'keys' });
    const prisma = new Proxy({} as PrismaClient, {
      get: () => expect.unreachable('nothing is to be looked up'),
    });
    const secrets = {
      tokens: 'secret',
      links: { accepted: async () => [first], ended: async () => new Set<string>() },
    };
    const { grants } = openAccess(config, prisma, secrets);
    for (const link of [signLink(second, claims, path), 'dsl_', '', 'x'.repeat(10_000)]) {
      const shown = { link, address: '192.0.2.1' };
      const key = path.slice('/files/'.length);
      await expect(grants.file(shown, key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(grants.manifest(shown, 'id', 'id')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const expired = { ...claims, expiresAt: new Date('2026-01-01') };
    const shown = { link: signLink(first, expired, path), address: '192.0.2.1' };
    // A link that has ended is looked up for one thing alone: whether its animation is published.
    await expect(grants.file(shown, path.slice('/files/'.length))).rejects.toThrow('looked up');
  });
});
