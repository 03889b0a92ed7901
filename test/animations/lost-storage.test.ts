import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench, Workbench } from './workbench.ts';

describeDatabases((openTestDatabase) => {
  it('takes no animation while the storage is unavailable, and continues afterwards', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    const files = join(test.config.dataDirectory, 'files');
    const waiting = [await bench.addAnimation(), await bench.addAnimation()];
    await rename(files, `${files}-away`);
    const looked = bench.nextLook('check');
    await bench.startWorker();
    await expect(looked).rejects.toMatchObject({ name: 'StorageUnavailable' });
    for (const id of waiting) expect(await bench.row(id)).toMatchObject({ status: 'QUEUED', attempts: 0 });
    await rename(`${files}-away`, files);
    const job = await bench.engine.nextJob();
    expect(job.id).toBe(waiting[0]);
    await job.finish();
    expect((await bench.eventsUntilEnd(waiting[0])).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('returns an animation that lost its storage to the queue, without counting a fault', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    const files = join(test.config.dataDirectory, 'files');
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    await rename(files, `${files}-away`);
    job.fail(new Error('Read-only file system'));
    for await (const event of bench.animations.events(id)) {
      if (event.type === 'queue-position') break;
    }
    expect(await bench.row(id)).toMatchObject({ status: 'QUEUED', attempts: 1, faults: 0 });
    await rename(`${files}-away`, files);
    await (await bench.engine.nextJob()).finish();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('retries when a photo is missing, and finally says that the request is not the cause', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    const { image } = await bench.prisma.animation.findUniqueOrThrow({
      where: { id },
      include: { image: true },
    });
    await bench.storage.remove(image.storageKey);
    await bench.startWorker();
    const failure = { code: 'INTERNAL', isRetryable: true, message: expect.stringContaining('storage') };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
    expect(await bench.row(id)).toMatchObject({ attempts: 3, faults: 3 });
  });
});
