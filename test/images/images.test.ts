import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';
import type { Prisma, PrismaClient } from '../../src/generated/prisma/client.ts';
import { Images } from '../../src/images/images.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases, type TestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const limits = { maxUploadBytes: 100_000, maxPixels: 1_000_000 };

describeDatabases((openTestDatabase) => {
  let test: TestDatabase;
  let database: Database;
  let prisma: PrismaClient;
  let files: string;
  let storage: DiskStorage;
  let images: Images;

  beforeAll(async () => {
    test = await openTestDatabase();
    database = await openDatabase(test.config, silentLog);
    prisma = database.prisma;
    files = join(test.config.dataDirectory, 'files');
    storage = await DiskStorage.open(files, { isExclusive: true });
    images = new Images(prisma, storage, limits);
  });
  afterAll(async () => {
    await database.close();
    await test[Symbol.asyncDispose]();
  });

  /** Runs what shall fail and proves that it left neither row nor file. */
  async function failing(upload: () => Promise<unknown>): Promise<unknown> {
    const rows = await prisma.image.count();
    const entries = await readdir(files, { recursive: true });
    const error = await upload().then(
      () => 'nothing was thrown',
      (reason) => reason,
    );
    expect(await prisma.image.count()).toBe(rows);
    expect(await readdir(files, { recursive: true })).toEqual(entries);
    return error;
  }

  it('stores a photo with all its properties', async () => {
    const bytes = await gradientJpeg(96, 64);
    const image = await images.ingest({ name: 'lake.jpg', bytes });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const facts = { contentType: 'image/jpeg', widthPixels: 96, heightPixels: 64, sizeBytes: bytes.length };
    expect(image).toMatchObject({ name: 'lake.jpg', sha256, ...facts });
    expect(await prisma.image.findUnique({ where: { id: image.id } })).toEqual(image);
    const { stream } = await storage.open(image.storageKey);
    expect(Buffer.concat(await collect(stream)).equals(bytes)).toBe(true);
    expect(await readdir(join(files, '.unfinished'))).toEqual([]);
  });

  it('accepts a stream as well as bytes', async () => {
    const bytes = await gradientJpeg();
    async function* stream(): AsyncIterable<Uint8Array> {
      for (let start = 0; start < bytes.length; start += 100) yield bytes.subarray(start, start + 100);
    }
    const image = await images.ingest({ name: 'stream.jpg', bytes: stream() });
    expect(image.sizeBytes).toBe(bytes.length);
  });

  it.each([
    ['C:\\Users\\me\\lake.jpg', 'lake.jpg'],
    ['../../etc/lake.jpg', 'lake.jpg'],
    ['Bärensee\u0000 1️⃣.jpg', 'Bärensee 1️⃣.jpg'],
    ['', 'photo'],
    ['folder/', 'photo'],
    ['a\r\nb\u2028c\u0007.jpg', 'abc.jpg'],
    [`${'a'.repeat(254)}🏔.jpg`, 'a'.repeat(254)],
  ])('cleans the name %j to %j', async (name, expected) => {
    expect((await images.ingest({ name, bytes: await gradientJpeg() })).name).toBe(expected);
  });

  it.each([
    ['an empty file', new Uint8Array(), 'INVALID_IMAGE'],
    ['text', new TextEncoder().encode('Dear sir or madam'), 'INVALID_IMAGE'],
    [
      'a HEIC photo',
      new Uint8Array(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')),
      'UNSUPPORTED_IMAGE',
    ],
  ])('rejects %s and leaves nothing', async (_, bytes, code) => {
    expect(await failing(() => images.ingest({ name: 'x.jpg', bytes }))).toMatchObject({ code });
  });

  it('rejects a truncated photo, and leaves nothing', async () => {
    const bytes = (await gradientJpeg(400, 300)).subarray(0, 2000);
    expect(await failing(() => images.ingest({ name: 'x.jpg', bytes }))).toMatchObject({
      code: 'INVALID_IMAGE',
    });
  });

  it('rejects a photo with too many pixels, and leaves nothing', async () => {
    const bytes = await gradientJpeg(1001, 1000);
    const strict = new Images(prisma, storage, { ...limits, maxUploadBytes: 10_000_000 });
    expect(await failing(() => strict.ingest({ name: 'x.jpg', bytes }))).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
  });

  it('stops reading a file that is too large, and leaves nothing', async () => {
    let chunks = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) {
        chunks += 1;
        yield new Uint8Array(10_000);
      }
    }
    const error = await failing(() => images.ingest({ name: 'x.jpg', bytes: endless() }));
    expect(error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('100000 bytes'),
    });
    expect(chunks).toBe(11);
  });

  it('leaves no file if the upload is interrupted', async () => {
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield (await gradientJpeg()).subarray(0, 100);
      throw new Error('connection reset');
    }
    expect(await failing(() => images.ingest({ name: 'x.jpg', bytes: breaking() }))).toMatchObject({
      message: 'connection reset',
    });
  });

  it('leaves no file if its row cannot be stored', async () => {
    const broken = { image: { create: () => Promise.reject(new Error('database gone')) } };
    const unlucky = new Images(broken as unknown as PrismaClient, storage, limits);
    const error = await failing(async () => unlucky.ingest({ name: 'x.jpg', bytes: await gradientJpeg() }));
    expect(error).toMatchObject({ message: 'database gone' });
  });

  it('keeps the file if it is unknown whether its row was stored', async () => {
    const image = {
      async create(args: Prisma.ImageCreateArgs) {
        await prisma.image.create(args);
        throw new Error('Connection terminated unexpectedly');
      },
    };
    const unlucky = new Images({ image } as unknown as PrismaClient, storage, limits);
    const upload = { name: 'cut-off.jpg', bytes: await gradientJpeg() };
    await expect(unlucky.ingest(upload)).rejects.toThrow('Connection terminated');
    const { storageKey } = await prisma.image.findFirstOrThrow({ where: { name: 'cut-off.jpg' } });
    expect(await storage.has(storageKey)).toBe(true);
  });

  it('reports a full disk, and leaves nothing', async ({ skip }) => {
    await using disk = await mountSmallDisk();
    if (!disk) return skip('may not mount a small disk here');
    const smallStorage = await DiskStorage.open(disk.path, { isExclusive: true });
    const cramped = new Images(prisma, smallStorage, { ...limits, maxUploadBytes: 10_000_000 });
    const error = await failing(() => cramped.ingest({ name: 'x.jpg', bytes: new Uint8Array(2 << 20) }));
    expect(error).toMatchObject({ code: 'STORAGE_FULL', isRetryable: true });
    expect(await readdir(join(disk.path, '.unfinished'))).toEqual([]);
  });
});
