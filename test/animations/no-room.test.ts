import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StorageUnavailable, UserError } from '../../src/errors.ts';
import { describeDatabases, type TestDatabase } from '../support/databases.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { Workbench } from './workbench.ts';

/** The first fault is one too many. */
const retries = { maxAttempts: 1, firstSeconds: 0, longestSeconds: 0 };
const full = () => new UserError('STORAGE_FULL', 'No space is left on the disk', { isRetryable: true });

/**
 * A workbench whose files are on a disk that can be filled: one of its own, or, where this user may not mount one, one that
 * says so when it is asked for room.
 */
async function openOnSmallDisk(test: TestDatabase) {
  const disk = (await mountSmallDisk(4)) ?? undefined;
  const bench = await Workbench.open(test, { files: disk && join(disk.path, 'files'), retries });
  const { storage } = bench;
  const checkRoom = storage.checkRoom.bind(storage);
  const filler = disk ? join(disk.path, 'filler') : '';
  return {
    bench,
    async fill() {
      if (disk) await writeFile(filler, new Uint8Array(5 << 20)).catch(() => {});
      else storage.checkRoom = () => Promise.reject(new StorageUnavailable('There is no room'));
    },
    async makeRoom() {
      if (disk) await rm(filler);
      else storage.checkRoom = checkRoom;
    },
    async [Symbol.asyncDispose]() {
      await bench[Symbol.asyncDispose]();
      await disk?.[Symbol.asyncDispose]();
    },
  };
}

describeDatabases((openTestDatabase) => {
  it('takes no animation while the disk of the files is full, and continues when there is space', async () => {
    await using test = await openTestDatabase();
    await using small = await openOnSmallDisk(test);
    const { bench } = small;
    const waiting = [await bench.addAnimation(), await bench.addAnimation()];
    await small.fill();
    const looked = bench.nextLook('checkRoom');
    await bench.startWorker();
    await expect(looked).rejects.toThrow(/room/);
    for (const id of waiting) expect(await bench.row(id)).toMatchObject({ status: 'QUEUED', attempts: 0 });
    await small.makeRoom();
    for (const id of waiting) {
      const job = await bench.engine.nextJob();
      expect(job.id).toBe(id);
      await job.finish();
      expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    }
  });

  it('returns an animation that ran out of space to the queue, without counting a fault', async () => {
    await using test = await openTestDatabase();
    await using small = await openOnSmallDisk(test);
    const { bench } = small;
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    await small.fill();
    const looked = bench.nextLook('checkRoom');
    const events = bench.animations.events(id);
    await events.next();
    job.fail(full());
    await expect(looked).rejects.toThrow(/room/);
    for await (const event of events) {
      if (event.type === 'queue-position') break;
    }
    expect(await bench.row(id)).toMatchObject({
      status: 'QUEUED',
      attempts: 1,
      faults: 0,
      failureCode: null,
    });
    expect(await bench.outputFiles()).toEqual([]);
    await small.makeRoom();
    await (await bench.engine.nextJob()).finish();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', failure: null });
  });

  it('counts a fault if the disk has space again but this animation ran out of it', async () => {
    await using test = await openTestDatabase();
    await using small = await openOnSmallDisk(test);
    const { bench } = small;
    await bench.startWorker();
    const id = await bench.addAnimation();
    (await bench.engine.nextJob()).fail(full());
    const failure = { code: 'STORAGE_FULL', isRetryable: true };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
  });
});
