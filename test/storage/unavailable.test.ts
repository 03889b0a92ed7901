import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { StorageUnavailable } from '../../src/errors.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { requireStorage } from '../../src/storage-identity.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

let folder: string;
let root: string;
let storage: DiskStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-storage-'));
  root = join(folder, 'files');
  storage = await DiskStorage.open(root, { isExclusive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = new Uint8Array(3);

describe('a storage whose volume is missing', () => {
  it('reports that for every file, instead of treating it as removed', async () => {
    await storage.put('images/a.jpg', bytes);
    await expect(storage.check()).resolves.toBeUndefined();
    await rename(root, `${root}-away`);
    const attempts = await Promise.allSettled([
      storage.check(),
      storage.describe('images/a.jpg'),
      storage.localFile('images/a.jpg'),
      storage.put('images/b.jpg', bytes),
      storage.createWorkFolder(),
    ]);
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(StorageUnavailable) });
    }
    await rename(`${root}-away`, root);
    await expect(storage.check()).resolves.toBeUndefined();
    await expect(storage.describe('images/b.jpg')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is detected even if another one is in its place', async () => {
    await storage.writeIdentity('this one');
    await rename(root, `${root}-away`);
    await DiskStorage.open(root, { isExclusive: true });
    await expect(storage.check()).rejects.toThrow('is not the storage that it was');
  });
});

describe('the storage of a database', () => {
  it('is the one with its photos and no other, with or without an identity', async () => {
    await using test = await openEmbeddedTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    const { prisma } = database;
    const server = { mayClaim: true };
    await expect(requireStorage(prisma, storage, { mayClaim: false })).rejects.toThrow('start the server');
    await requireStorage(prisma, storage, server);
    await requireStorage(prisma, storage, { mayClaim: false });

    await storage.put('images/a.jpg', bytes);
    const size = { sizeBytes: 3, widthPixels: 1, heightPixels: 1 };
    const data = { name: '', contentType: 'image/jpeg', sha256: '', storageKey: 'images/a.jpg', ...size };
    await prisma.image.create({ data });
    const other = await DiskStorage.open(join(folder, 'other'), { isExclusive: true });
    await expect(requireStorage(prisma, other, server)).rejects.toThrow('none of the newest photos');
    await other.writeIdentity('of another database');
    await expect(requireStorage(prisma, other, server)).rejects.toThrow('the storage of another database');

    // As after a restore, which brings files and rows and no name.
    await rm(join(root, '.identity'));
    await requireStorage(prisma, storage, server);
    await expect(storage.check()).resolves.toBeUndefined();
    await database.close();
  });

  it('is never the storage of a lost database', async () => {
    await using test = await openEmbeddedTestDatabase();
    const database = await openDatabase(test.config, silentLog);
    await storage.writeIdentity('of the lost one');
    await storage.put('images/a.jpg', bytes);
    await writeFile(join(root, 'images/README'), '');
    const opening = requireStorage(database.prisma, storage, { mayClaim: true });
    await expect(opening).rejects.toThrow('images/a.jpg');
    await database.close();
  });
});
