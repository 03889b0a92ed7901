import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { Removal } from '../../src/animations/outputs/removal.ts';
import { writeBackup } from '../../src/backup/write-backup.ts';
import { openWorkbench, Workbench } from '../animations/workbench.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases } from '../support/databases.ts';

/** @returns the id and the keys of an animation that has succeeded */
async function addFinished(bench: Workbench) {
  const id = await bench.addAnimation();
  await (await bench.engine.nextJob()).finish();
  await bench.eventsUntilEnd(id);
  const { outputs } = await bench.row(id);
  return { id, keys: outputs.map(({ storageKey }) => storageKey).toSorted() };
}

const outputs = async ({ storage }: Workbench) => (await collect(storage.keys('animations'))).toSorted();

describeDatabases((openTestDatabase) => {
  it('removes in the next sweep what a deletion could not remove', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    await bench.startWorker();
    const { id, keys } = await addFinished(bench);
    const files = join(test.config.dataDirectory, 'files');
    await rename(files, `${files}-away`);
    await new Removal(bench.prisma, bench.removals, bench.storage).deleteAnimation(id);
    await rename(`${files}-away`, files);
    expect(await outputs(bench)).toEqual(keys);
    expect(await bench.removals.carryOut()).toBe(2);
    expect(await outputs(bench)).toEqual([]);
    expect(await bench.prisma.fileToRemove.count()).toBe(0);
  });

  it('keeps files that are still being read', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const { id, keys } = await addFinished(bench);
    const hold = bench.removals.hold();
    await new Removal(bench.prisma, bench.removals, bench.storage).deleteAnimation(id);
    expect(await outputs(bench)).toEqual(keys);
    hold[Symbol.dispose]();
    await bench.removals.carryOut();
    expect(await outputs(bench)).toEqual([]);
  });

  it('does not interrupt a backup when an unreferenced file disappears', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    await bench.storage.put('images/a.jpg', new Uint8Array(10));
    await bench.storage.put('images/b.jpg', new Uint8Array(20));
    const destination = new PassThrough({ highWaterMark: 1 });
    const writing = writeBackup(new Uint8Array(100_000), bench.storage, destination);
    // The dump is on its way and the files are listed; the archive goes on when somebody reads.
    destination.once('readable', async () => {
      await bench.storage.remove('images/b.jpg');
      buffer(destination);
    });
    expect(await writing).toMatchObject({ files: 1, filesBytes: 10 });
    expect(await collect(bench.storage.keys())).toEqual(['images/a.jpg']);
  });
});
