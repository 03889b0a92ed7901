import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLinkSecrets, rotateLinkSecret } from '../../src/access/links/secrets.ts';
import { nameSecret } from '../../src/access/links/signature.ts';
import { loadConfig } from '../../src/config.ts';

let folder: string;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-secrets-'));
  now = Date.now();
});
afterEach(() => rm(folder, { recursive: true }));

const nameOf = (secret: string) => nameSecret(secret).name.toString('hex');
const accepted = async (of = folder) => {
  const secrets = await openLinkSecrets(of, undefined, () => now).accepted();
  return secrets.map(({ secret }) => secret);
};

it('a secret is created once, for its user alone, even by concurrent processes', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => accepted()));
  expect(new Set(all.flat()).size).toBe(1);
  expect(all[0][0]).toMatch(/^[0-9a-f]{64}$/);
  expect(await readdir(folder)).toEqual(['link-secret']);
  expect((await stat(join(folder, 'link-secret'))).mode & 0o777).toBe(0o600);
});

it('after a rotation another secret signs, and old ones stay valid until they expire', async () => {
  const [old] = await accepted();
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: new Date(now + 10_000) });
  const [newer, kept] = await accepted();
  expect([newer === old, kept]).toEqual([false, old]);
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: new Date(now + 20_000) });
  expect(await accepted()).toEqual([expect.any(String), newer, old]);
  now += 15_000;
  expect(await accepted()).toEqual([expect.any(String), newer]);
  now += 10_000;
  expect(await accepted()).toHaveLength(1);
});

it('a rotation may end the old ones at once: they are erased, and only their names are known', async () => {
  const [old] = await accepted();
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: null });
  const secrets = openLinkSecrets(folder, undefined, () => now);
  expect(await accepted()).toEqual([expect.not.stringContaining(old)]);
  expect(await secrets.ended()).toEqual(new Set([nameOf(old)]));
  expect(await readFile(join(folder, 'link-secret'), 'utf8')).not.toContain(old);
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: new Date(now + 10_000) });
  expect(await openLinkSecrets(folder).ended()).toEqual(new Set([nameOf(old)]));
});

it('a secret whose time is over has ended, also after the next rotation', async () => {
  const [old] = await accepted();
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: new Date(now - 1) });
  const ended = async () => openLinkSecrets(folder, undefined, () => now).ended();
  expect(await ended()).toEqual(new Set([nameOf(old)]));
  await rotateLinkSecret(folder, undefined, { acceptOldUntil: new Date(now + 10_000) });
  expect(await ended()).toEqual(new Set([nameOf(old)]));
  expect(await readFile(join(folder, 'link-secret'), 'utf8')).not.toContain(old);
});

it('secrets from the environment sign in their order and are rotated there', async () => {
  const given = ['n'.repeat(32), 'o'.repeat(32)];
  const secrets = await openLinkSecrets(folder, given).accepted();
  expect(secrets.map(({ secret }) => secret)).toEqual(given);
  const older = 'e'.repeat(32);
  const { linkSecrets } = loadConfig({ LINK_SECRET: [...given, `ended:${older}`].join(',') });
  const mixed = openLinkSecrets(folder, linkSecrets);
  expect((await mixed.accepted()).map(({ secret }) => secret)).toEqual(given);
  expect(await mixed.ended()).toEqual(new Set([nameOf(older)]));
  expect(() => loadConfig({ LINK_SECRET: `ended:${older}` })).toThrow(/a secret that signs links/);
  await expect(rotateLinkSecret(folder, given, { acceptOldUntil: null })).rejects.toThrow(/LINK_SECRET/);
  expect(await readdir(folder)).toEqual([]);
});
