import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ApiKeys } from '../../src/access/api-keys.ts';
import { openDatabase } from '../../src/database/database.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const program = join(import.meta.dirname, '../../src/keys.ts');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function keys(dataDirectory: string, ...args: string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDirectory, NODE_NO_WARNINGS: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], { env });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Ended;
  }
}

it('`keys` creates a key that works, lists it and revokes it', async () => {
  await using database = await openEmbeddedTestDatabase();
  const { dataDirectory } = database.config;
  const made = await keys(
    dataDirectory,
    'create',
    '--name',
    'site',
    '--scope',
    'read',
    '--animations-per-day',
    '5',
  );
  const secret = made.stdout.trim();
  expect(secret).toMatch(/^dsk_[\w-]{43}$/);
  const [id] = made.stderr.split(' ');

  const opened = await openDatabase(database.config, silentLog);
  const apiKeys = new ApiKeys(opened.prisma);
  expect(await apiKeys.identify(secret)).toMatchObject({ id, scope: 'read', quota: { animations: 5 } });
  const refused = await keys(dataDirectory, 'list');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/stop it for a moment, or use the mutations `createApiKey`/);
  await opened.close();

  expect((await keys(dataDirectory, 'revoke', id)).stdout).toContain('revoked');
  const { stdout } = await keys(dataDirectory, 'list');
  expect(stdout).toMatch(new RegExp(`^${id} .*revoked.*site\n$`));
  expect(stdout).not.toContain(secret);
});

it('`keys` rotates the secret of links while a server is running, and ends the links of a key with it', async () => {
  await using database = await openEmbeddedTestDatabase();
  const { dataDirectory } = database.config;
  const secrets = async () => readFile(join(dataDirectory, 'link-secret'), 'utf8');
  const opened = await openDatabase(database.config, silentLog);
  const rotated = await keys(dataDirectory, 'rotate-link-secret');
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining('go on until they expire') });
  expect(await secrets()).toMatch(/^[0-9a-f]{64}\n[0-9a-f]{64} 20\d\d-.*Z\n$/);
  const ended = await keys(dataDirectory, 'rotate-link-secret', '--end-old');
  expect(ended.stdout).toContain('have ended');
  expect(await secrets()).toMatch(/^[0-9a-f]{64}\n(?:ended:[0-9a-f]{8}\n){2}$/);

  const { key } = await new ApiKeys(opened.prisma).create({ name: 'stolen', scope: 'write' });
  const size = { sizeBytes: 1, widthPixels: 1, heightPixels: 1 };
  const image = { name: 'a', contentType: 'image/jpeg', ...size, sha256: '', storageKey: 'images/a.jpg' };
  const links = { create: { expiresAt: new Date('2030-01-01'), keyId: key.id } };
  await opened.prisma.animation.create({
    data: { image: { create: image }, framesTotal: 1, settings: {}, links },
  });
  await opened.close();
  expect((await keys(dataDirectory, 'revoke', key.id, '--with-links')).stdout).toContain('revoked');
  const again = await openDatabase(database.config, silentLog);
  expect(await again.prisma.fileLink.findMany()).toMatchObject([{ revokedAt: expect.any(Date) }]);
  await again.close();
});

it('`keys` has help', async () => {
  const { code, stderr } = await keys('unused', 'create', '--name', 'site', '--scope', 'all');
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are read, write, admin');
});

it.each([
  ['create', '--name', ''],
  ['create', '--name', 'site', '--project', ' '],
  ['revoke', ''],
])('`keys %s` rejects an empty argument before it opens anything: %s', async (...args) => {
  const { code, stderr } = await keys('unused', ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/is invalid.*Expected a name, but it is empty; write one\.\n$/);
});
