import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Orphans } from '../../src/leftovers/orphans.ts';
import { scenesOf } from '../../src/owned-keys.ts';
import { Workbench } from '../animations/workbench.ts';
import { collect } from '../support/collect.ts';
import { describeDatabases } from '../support/databases.ts';

const folders = ['images', 'animations', 'scenes', 'waiting'];
const nobody = '00000000-0000-4000-8000-000000000001';

describeDatabases((openTestDatabase) => {
  it('removes files without rows, and keeps those with rows', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    const { prisma, storage } = bench;
    await bench.startWorker();
    const id = await bench.addAnimation();
    await (await bench.engine.nextJob()).finish();
    await bench.eventsUntilEnd(id);
    const { imageId } = await bench.row(id);
    const upload = await prisma.imageUpload.create({
      data: {
        name: '',
        contentType: '',
        sizeBytes: 1,
        expiresAt: new Date(),
        tokenHash: 'a',
        storageKey: 'waiting/named',
      },
    });
    const put = (key: string) => storage.put(key, new Uint8Array(1));
    for (const key of [`${scenesOf(imageId)}/v/scene.json`, 'waiting/named', `waiting/${upload.id}`])
      await put(key);
    const named = (await collect(storage.keys())).sort();

    const unnamed = [
      'images/x.jpg',
      'animations/x.mp4',
      `animations/${id}-9/x.mp4`,
      `${scenesOf(nobody)}/v/scene.json`,
      `waiting/${nobody}`,
    ];
    // A folder that others know better what to do with.
    for (const key of [...unnamed, 'drafts/x.mp4']) await put(key);
    const orphans = new Orphans(prisma, storage, folders);
    expect(await orphans.sweep(new Date(Date.now() - 60_000))).toBe(0);
    const past = new Date(Date.now() - 120_000);
    await utimes(join(test.config.dataDirectory, 'files/images/x.jpg'), past, past);
    expect(await orphans.sweep(new Date(Date.now() - 60_000))).toBe(1);
    expect(await orphans.sweep()).toBe(unnamed.length - 1);
    expect((await collect(storage.keys())).sort()).toEqual([...named, 'drafts/x.mp4'].sort());
  });

  it('handles very many of them', async () => {
    await using bench = await Workbench.open(await openTestDatabase());
    for (let at = 0; at < 1_201; at++) await bench.storage.put(`images/${at}.jpg`, new Uint8Array(1));
    expect(await new Orphans(bench.prisma, bench.storage, folders).sweep()).toBe(1_201);
  });
});
