import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/database/database.ts';
import { isDatabaseFull } from '../../src/database/disk-full.ts';
import { Images } from '../../src/images/images.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { Workbench } from '../animations/workbench.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

/** Writes a file until there is no room for more. */
async function fill(folder: string): Promise<string> {
  const path = join(folder, 'filler');
  await writeFile(path, new Uint8Array(100 << 20)).catch(() => {});
  return path;
}

it('a full disk under the database stores nothing, is reported, and works again with some space', async ({
  skip,
}) => {
  await using disk = await mountSmallDisk(64);
  if (!disk) return skip('may not mount a small disk here');
  await using test = await openEmbeddedTestDatabase();
  await cp(test.config.dataDirectory, disk.path, { recursive: true });
  const database = await openDatabase({ dataDirectory: disk.path }, silentLog);
  // Photos have room elsewhere: here it is their rows that find none.
  const files = join(test.config.dataDirectory, 'files');
  const storage = await DiskStorage.open(files, { isExclusive: true });
  const images = new Images(database.prisma, storage, { maxUploadBytes: 1e6, maxPixels: 1e6 });
  const filler = await fill(disk.path);
  const upload = { name: 'lake.jpg', bytes: await gradientJpeg() };
  const error = await images.ingest(upload).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'STORAGE_FULL', isRetryable: true });
  expect(await readdir(join(files, 'images'))).toEqual([]);
  expect(await database.prisma.image.count()).toBe(0);
  await rm(filler);
  const image = await images.ingest(upload);
  expect(await storage.has(image.storageKey)).toBe(true);
  await database.close();
});

it('a full disk rejects new animations with row, job and event', async ({ skip }) => {
  await using disk = await mountSmallDisk(64);
  if (!disk) return skip('may not mount a small disk here');
  await using test = await openEmbeddedTestDatabase();
  await cp(test.config.dataDirectory, disk.path, { recursive: true });
  await using bench = await Workbench.open({ ...test, config: { dataDirectory: disk.path } });
  const imageId = await bench.addImage();
  const filler = await fill(disk.path);
  const create = () => bench.animations.create({ imageId, settings: {} });
  let created = 0;
  const error = await (async () => {
    for (; created < 10_000; created++) await create();
  })().catch((reason) => reason);
  expect(error).toMatchObject({ code: 'STORAGE_FULL', isRetryable: true });
  await rm(filler);
  expect(await bench.prisma.animation.count()).toBe(created);
  expect(await bench.prisma.animationEvent.count()).toBe(created);
  expect(await bench.openCount()).toBe(created);
  await create();
});

it('an end that cannot be stored on a full database does not count as a fault of the animation', async ({
  skip,
}) => {
  await using disk = await mountSmallDisk(64);
  if (!disk) return skip('may not mount a small disk here');
  await using test = await openEmbeddedTestDatabase();
  await cp(test.config.dataDirectory, disk.path, { recursive: true });
  await using bench = await Workbench.open(
    { ...test, config: { dataDirectory: disk.path } },
    {
      retries: { maxAttempts: 1, firstSeconds: 0, longestSeconds: 0 },
      files: join(test.config.dataDirectory, 'files'),
    },
  );
  await bench.startWorker();
  const id = await bench.addAnimation();
  const job = await bench.engine.nextJob();
  const filler = await fill(disk.path);
  const addMore = async () => {
    for (let count = 0; count < 10_000; count++) await bench.addAnimation();
  };
  await expect(addMore()).rejects.toThrow();
  const end = bench.runs.end.bind(bench.runs);
  const ended = new Promise((resolve) => {
    bench.runs.end = async (...given) => {
      const stored = end(...given);
      stored.catch(resolve);
      return stored;
    };
  });
  await job.finish();
  expect(isDatabaseFull(await ended)).toBe(true);
  await rm(filler);
  await (await bench.engine.nextJob()).finish();
  expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await bench.row(id)).toMatchObject({ attempts: 2, faults: 0 });
});
