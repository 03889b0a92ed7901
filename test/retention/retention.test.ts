import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Removal } from '../../src/animations/outputs/removal.ts';
import type { Config } from '../../src/config.ts';
import { DraftFiles } from '../../src/drafts/draft-files.ts';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import { keyRequest } from '../../src/idempotency.ts';
import { Images } from '../../src/images/images.ts';
import { Uploads } from '../../src/images/uploads.ts';
import { FileRemovals } from '../../src/leftovers/file-removals.ts';
import { Retention, type Swept } from '../../src/retention/retention.ts';
import { RetentionSchedule } from '../../src/retention/schedule.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { openWorkbench, type Workbench } from '../animations/workbench.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases, openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const forEver = { events: 0, outputs: 0, failedUploads: 0 };

function sweep(
  { prisma, storage, removals }: Workbench,
  days: Partial<Config['retainDays']>,
): Promise<Swept> {
  const stores = {
    prisma,
    storage,
    removal: new Removal(prisma, removals, storage),
    removals,
    uploads: openUploads(prisma, storage),
    drafts: new DraftFiles(storage),
  };
  return new Retention(stores, { ...forEver, ...days }).sweep();
}

function openUploads(prisma: PrismaClient, storage: Storage): Uploads {
  return new Uploads(
    prisma,
    storage,
    new Images(prisma, storage, { maxUploadBytes: 1_000, maxPixels: 1_000 }),
    new FileRemovals(prisma, storage, silentLog),
  );
}

/** @returns the id of an animation that succeeded two days ago */
async function addOldAnimation(bench: Workbench): Promise<string> {
  const id = await bench.addAnimation();
  await (await bench.engine.nextJob()).finish();
  await bench.eventsUntilEnd(id);
  const finishedAt = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
  await bench.prisma.animation.update({ where: { id }, data: { finishedAt } });
  return id;
}

describeDatabases((openTestDatabase) => {
  it('keeps everything for ever if configured', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    await addOldAnimation(bench);
    expect(await sweep(bench, {})).toEqual({
      events: 0,
      previews: 0,
      files: 0,
      animations: 0,
      uploads: 0,
      drafts: 0,
      unfinishedFolders: 0,
      orphans: 0,
    });
    expect(await bench.outputFiles()).toHaveLength(2);
  });

  it('removes links that ended long ago, and no others', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const animationId = await bench.addAnimation();
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    const good = { animationId, expiresAt: daysAgo(-40) };
    const data = [
      { ...good, id: 'good' },
      { ...good, id: 'just revoked', revokedAt: daysAgo(29) },
      { ...good, id: 'revoked', revokedAt: daysAgo(31) },
      { ...good, id: 'just expired', expiresAt: daysAgo(29) },
      { ...good, id: 'expired', expiresAt: daysAgo(31) },
    ];
    await bench.prisma.fileLink.createMany({ data });
    await sweep(bench, {});
    const left = await bench.prisma.fileLink.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
    expect(left.map(({ id }) => id)).toEqual(['good', 'just expired', 'just revoked']);
  });

  it('drops the events of animations that ended long ago, except the end event', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await addOldAnimation(bench);
    const before = await bench.eventsUntilEnd(id, { after: 0 });
    expect(await sweep(bench, { events: 3 })).toMatchObject({ events: 0 });
    expect((await sweep(bench, { events: 1 })).events).toBe(before.length - 2);
    const after = await bench.eventsUntilEnd(id, { after: 0 });
    expect(after.map(({ type }) => type)).toEqual(['snapshot', 'ended']);
  });

  it('deletes animations that ended long ago with their files, and no others', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const old = await addOldAnimation(bench);
    const waiting = await bench.addAnimation();
    expect(await sweep(bench, { outputs: 1 })).toMatchObject({ animations: 1 });
    expect(await bench.outputFiles()).toEqual([]);
    const rows = await bench.prisma.animation.findMany({ select: { id: true } });
    expect(rows).toEqual([{ id: waiting }]);
    expect(await bench.prisma.animationEvent.count({ where: { animationId: old } })).toBe(0);
  });

  it('keeps files that a newer animation shares', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const old = await bench.row(await addOldAnimation(bench));
    const { imageId, settings, framesTotal } = old;
    const outputs = old.outputs.map(({ id, animationId, ...output }) => output);
    await bench.prisma.animation.create({
      data: {
        imageId,
        settings: settings as object,
        framesTotal,
        outputs: { create: outputs },
        status: 'SUCCEEDED',
        finishedAt: new Date(),
      },
    });
    expect(await sweep(bench, { outputs: 1 })).toMatchObject({ animations: 1 });
    expect(await bench.outputFiles()).toHaveLength(2);
  });
});

describe('announced photos', () => {
  it('are removed with their bytes if nobody completed them for long', async () => {
    await using bench = await openWorkbench(openEmbeddedTestDatabase);
    const { prisma, storage } = bench;
    const uploads = openUploads(prisma, storage);
    const photo = { contentType: 'image/jpeg', sizeBytes: 3, keyId: null };
    for (const age of [2, 0]) {
      const { upload } = await uploads.create(photo);
      expect(await uploads.receive(upload, Readable.from([Buffer.from('abc')]))).toBe(true);
      const createdAt = new Date(Date.now() - age * 24 * 60 * 60 * 1000);
      const expiresAt = new Date(createdAt.getTime() + 900_000);
      await prisma.imageUpload.update({ where: { id: upload.id }, data: { createdAt, expiresAt } });
    }
    expect(await sweep(bench, { failedUploads: 1 })).toMatchObject({ uploads: 1 });
    const [left, ...more] = await prisma.imageUpload.findMany();
    expect(more).toEqual([]);
    expect(await collect(storage.keys('waiting'))).toEqual([left.storageKey]);
  });

  it('are kept longer if they were requested again', async () => {
    await using bench = await openWorkbench(openEmbeddedTestDatabase);
    const { prisma, storage } = bench;
    const uploads = openUploads(prisma, storage);
    const request = keyRequest('lake-1', 'lake');
    const { upload } = await uploads.create(
      { contentType: 'image/jpeg', sizeBytes: 3, keyId: null },
      request,
    );
    const createdAt = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    await prisma.imageUpload.update({ where: { id: upload.id }, data: { createdAt, expiresAt: createdAt } });
    await uploads.renew(request);
    expect(await sweep(bench, { failedUploads: 1 })).toMatchObject({ uploads: 0 });
    expect(await prisma.imageUpload.count()).toBe(1);
  });
});

describe('unfinished files', () => {
  it('are removed if nobody has written to them for long', async () => {
    await using database = await openEmbeddedTestDatabase();
    await using bench = await openWorkbench(async () => database);
    const root = join(database.config.dataDirectory, 'files', '.unfinished');
    await using living = await bench.storage.createWorkFolder();
    await living.write('upload', new Uint8Array(1));
    await mkdir(join(root, 'job-dead'));
    await writeFile(join(root, 'job-dead', 'upload'), 'a');
    const long = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    await utimes(join(root, 'job-dead', 'upload'), long, long);
    await utimes(join(root, 'job-dead'), long, long);
    expect(await sweep(bench, { failedUploads: 1 })).toMatchObject({ unfinishedFolders: 1 });
    expect(await readdir(root)).toEqual([living.path.slice(root.length + 1)]);
  });
});

describe('the schedule', () => {
  it('sweeps through the queue, and schedules the next sweep', async () => {
    await using bench = await openWorkbench(openEmbeddedTestDatabase);
    const swept = Promise.withResolvers<void>();
    const retention = {
      async sweep() {
        swept.resolve();
        return {
          events: 0,
          previews: 0,
          files: 0,
          animations: 0,
          uploads: 0,
          drafts: 0,
          unfinishedFolders: 0,
          orphans: 0,
        };
      },
    };
    const schedule = await RetentionSchedule.start(bench.database, retention, silentLog);
    await schedule.sweepSoon();
    await swept.promise;
    await schedule.close();
    const rows = await bench.prisma.$queryRaw`SELECT name, cron FROM jobs.schedule`;
    expect(rows).toEqual([{ name: 'retention', cron: '17 * * * *' }]);
  });
});
