import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEmbedded } from '../src/database/embedded.ts';
import { lockFolder } from '../src/database/folder-lock.ts';
import { makeFolders, privateFolder } from '../src/private-files.ts';
import { failToStart } from './e2e/program.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'private-files-'));
});
afterEach(() => rm(root, { recursive: true }));

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

it('creates a folder, and its parents, for its user only', async () => {
  await privateFolder('DATA_DIR', join(root, 'a/b'));
  expect(await modeOf(join(root, 'a'))).toBe('700');
  expect(await modeOf(join(root, 'a/b'))).toBe('700');
  expect(await readdir(join(root, 'a/b'))).toEqual([]);
});

it('removes the access of others from an existing folder, unless it is meant to be shared, like /tmp', async () => {
  await chmod(root, 0o755);
  await privateFolder('DATA_DIR', root);
  expect(await modeOf(root)).toBe('700');
  await chmod(root, 0o1777);
  await privateFolder('DATA_DIR', root);
  expect(await modeOf(root)).toBe('1777');
});

it('leaves a folder with other contents unchanged', async () => {
  await writeFile(join(root, 'letter.txt'), 'hello');
  await chmod(root, 0o755);
  await privateFolder('DATA_DIR', root);
  expect(await modeOf(root)).toBe('755');
});

it.each([
  ['a file', (path: string) => writeFile(path, 'something')],
  [
    'a folder of something else',
    async (path: string) => {
      await mkdir(path);
      await writeFile(join(path, 'PG_VERSION'), 'junk');
    },
  ],
])('says what to do if the database of a data directory is %s', async (_, make) => {
  await make(join(root, 'database'));
  await expect(openEmbedded(root)).rejects.toThrow(
    /^Expected the files of a database in .*database, but they cannot be opened.*; restore a backup, or set DATA_DIR to another folder$/,
  );
});

const unusable: [string, () => Promise<string>, RegExp][] = [
  ['a file', () => makeFile('file'), /a file has that name.*ENOTDIR/],
  ['a folder in a file', async () => join(await makeFile('file'), 'data'), /a file has that name.*ENOTDIR/],
  ['a folder where nobody may make any', async () => '/sys/x', /(EPERM|EACCES|EROFS)/],
  ['a folder that is there and may not be written', async () => '/sys/kernel', /(EPERM|EACCES|EROFS)/],
  ['a folder that nothing makes', async () => '/proc/x', /cannot have subfolders.*ENOENT/],
  ['a folder in one that nothing makes', async () => '/proc/x/y', /cannot have subfolders.*ENOENT/],
  ['a link that leads nowhere', () => makeLink('link', join(root, 'no/where')), /link is broken.*ENOENT/],
  ['a link in a circle', () => makeLink('link', 'link'), /in a circle.*ELOOP/],
  ['a name of 300 letters', async () => join(root, 'a'.repeat(300)), /too long.*ENAMETOOLONG/],
];

async function makeFile(name: string): Promise<string> {
  await writeFile(join(root, name), 'something');
  return join(root, name);
}

async function makeLink(name: string, target: string): Promise<string> {
  await symlink(target, join(root, name));
  return join(root, name);
}

it.each(unusable)('rejects %s', async (_, make, why) => {
  const opening = privateFolder('DATA_DIR', await make());
  await expect(opening).rejects.toMatchObject({ code: 'INVALID_SETTINGS', path: ['DATA_DIR'] });
  await expect(opening).rejects.toThrow(why);
  await expect(opening).rejects.toThrow(/^DATA_DIR: Expected .*; set DATA_DIR to another/);
});

it.each(unusable)(
  'a server whose DATA_DIR is %s reports that in one line before its engine starts',
  { timeout: 60_000 },
  async (_, make, why) => {
    const { code, said } = await failToStart({ DATA_DIR: await make(), LOG_LEVEL: 'info' });
    expect(code).toBe(1);
    expect(said).toMatch(/^DATA_DIR: .*\n$/);
    expect(said).toMatch(why);
  },
);

it('creates folders while others do the same', async () => {
  const path = join(root, 'a/b/c');
  await Promise.all(Array.from({ length: 10 }, () => makeFolders(path)));
  expect((await stat(path)).isDirectory()).toBe(true);
});

it('reports a lock that is not a file', async () => {
  await mkdir(join(root, 'lock'));
  expect(() => lockFolder(root)).toThrow(/^Cannot lock .*lock: .*; remove it/);
});
