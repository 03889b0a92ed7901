import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { transientFault } from '../../src/animations/work/faults.ts';
import { StorageUnavailable } from '../../src/errors.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const { failing } = vi.hoisted(() => ({ failing: { code: null as string | null } }));

// No real disk breaks when it is told to.
vi.mock('node:fs/promises', async (importActual) => {
  const actual = await importActual<typeof import('node:fs/promises')>();
  type Name = 'lstat' | 'mkdtemp' | 'open' | 'readFile' | 'rm' | 'writeFile';
  const breakable =
    (name: Name) =>
    async (...given: unknown[]) => {
      if (failing.code) throw Object.assign(new Error(`${failing.code}: ${name}`), { code: failing.code });
      return (actual[name] as (...given: unknown[]) => unknown)(...given);
    };
  const names: Name[] = ['lstat', 'mkdtemp', 'open', 'readFile', 'rm', 'writeFile'];
  return { ...actual, ...Object.fromEntries(names.map((name) => [name, breakable(name)])) };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-broken-'));
});
afterAll(() => rm(folder, { recursive: true }));

const bytes = new Uint8Array(3);

/** All that writes, and with it the check of whether the storage is well. */
const writes = (storage: DiskStorage, source: string) => [
  storage.check(),
  storage.put('images/b.jpg', bytes),
  storage.take('images/c.jpg', source),
  storage.remove('images/a.jpg'),
  storage.createWorkFolder(),
  storage.writeIdentity('another'),
];
const reads = (storage: DiskStorage) => [
  storage.describe('images/a.jpg'),
  storage.open('images/a.jpg'),
  storage.localFile('images/a.jpg'),
  storage.readIdentity(),
];

async function expectTrouble(operations: readonly Promise<unknown>[]): Promise<void> {
  for (const { status, reason } of (await Promise.allSettled(operations)) as PromiseRejectedResult[]) {
    expect(status).toBe('rejected');
    expect(reason).toBeInstanceOf(StorageUnavailable);
    expect(transientFault(reason)).toMatchObject({ isRetryable: true });
  }
}

it('reads from a volume that became read-only, and reports writes as unavailable', async ({ skip }) => {
  await using disk = await mountSmallDisk();
  if (!disk) return skip('may not mount a small disk here');
  const { path } = disk;
  const remount = (mode: 'ro' | 'rw') => promisify(execFile)('mount', ['-o', `remount,${mode}`, path]);
  const storage = await DiskStorage.open(path, { isExclusive: true });
  await storage.put('images/a.jpg', bytes);
  await storage.writeIdentity('this one');
  await using folder = await storage.createWorkFolder();
  const source = await folder.write('video.mp4', bytes);
  await remount('ro');
  await expectTrouble(writes(storage, source));
  await expect(folder.write('poster.jpg', bytes)).rejects.toBeInstanceOf(StorageUnavailable);
  expect(await storage.describe('images/a.jpg')).toMatchObject({ sizeBytes: 3 });
  await remount('rw');
  await expect(storage.check()).resolves.toBeUndefined();
  expect(await storage.take('images/c.jpg', source)).toMatchObject({ sizeBytes: 3 });
});

it.each(['EIO', 'ESTALE', 'ENODEV', 'EROFS', 'ENOTCONN', 'EHOSTDOWN'])(
  'a volume that answers %s is unavailable, and works when it no longer does',
  async (code) => {
    const storage = await DiskStorage.open(join(folder, code), { isExclusive: true });
    await storage.put('images/a.jpg', bytes);
    await storage.writeIdentity('this one');
    failing.code = code;
    try {
      await expectTrouble([...writes(storage, join(folder, code, 'images/a.jpg')), ...reads(storage)]);
    } finally {
      failing.code = null;
    }
    await expect(storage.check()).resolves.toBeUndefined();
  },
);

it.each(['EIO', 'EROFS', 'ENOENT', 'ESTALE'])('a rendering that failed with %s may be retried', (code) => {
  const error = Object.assign(new Error('Could not write a frame'), { code });
  const failure = { code: 'INTERNAL', isRetryable: true, message: expect.stringContaining(code) };
  expect(transientFault(error)).toMatchObject(failure);
  expect(transientFault(new Error('around', { cause: error }))).toMatchObject(failure);
});
