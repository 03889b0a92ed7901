import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../src/storage/disk.ts';
import { isKey } from '../../src/storage/key.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { testContract, text } from './contract.ts';

async function openBench() {
  const root = await mkdtemp(join(tmpdir(), 'driftscape-storage-'));
  const folder = join(root, 'files');
  return {
    root,
    storage: await DiskStorage.open(folder, { isExclusive: true }),
    openAgain: () => DiskStorage.open(folder, { isExclusive: false }),
    async traces() {
      expect(await readdir(root)).toEqual(['files']);
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() || entry.parentPath.includes('.unfinished'))
        .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
        .sort();
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

describe('the storage on disk', () => testContract(openBench));

let root: string;
let storage: DiskStorage;

beforeEach(async () => {
  ({ root, storage } = await openBench());
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('follows no symbolic link', async () => {
  await storage.put('images/a.jpg', text('hello'));
  const secret = join(root, 'secret');
  await writeFile(secret, 'secret');
  await symlink(secret, join(root, 'files/images/link.jpg'));
  for (const look of ['describe', 'open', 'localFile'] as const) {
    await expect(storage[look]('images/link.jpg')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

it('gives other programs paths to files', async () => {
  await storage.put('a/b.png', text('1'));
  await using file = await storage.localFile('a/b.png');
  expect(file.path).toBe(join(root, 'files/a/b.png'));
});

it('never leaves its folder, for any key', () => {
  fc.assert(
    fc.property(fc.string(), (key) => {
      if (!isKey(key)) return;
      expect(join(root, key).startsWith(root)).toBe(true);
      expect(key).not.toMatch(/\.\.\/|^\//);
    }),
  );
});

it('reports a full disk, and leaves nothing', async ({ skip }) => {
  await using disk = await mountSmallDisk();
  if (!disk) return skip('may not mount a small disk here');
  const full = await DiskStorage.open(disk.path, { isExclusive: true });
  const error = await full.put('a/b.bin', new Uint8Array(2 << 20)).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'STORAGE_FULL', isRetryable: true, cause: { code: 'ENOSPC' } });
  expect(await readdir(disk.path, { recursive: true })).toEqual(['.unfinished']);
  await full.put('a/b.bin', new Uint8Array(1 << 10));
  expect(await full.has('a/b.bin')).toBe(true);
});

it('removes the partial files of a killed process, if no other process stores here', async () => {
  const folder = await storage.createWorkFolder();
  await writeFile(join(folder.path, 'video.mp4'), 'half');
  await DiskStorage.open(join(root, 'files'), { isExclusive: false });
  expect(await readdir(folder.path)).toEqual(['video.mp4']);
  await DiskStorage.open(join(root, 'files'), { isExclusive: true });
  expect(await readdir(join(root, 'files/.unfinished'))).toEqual([]);
});
