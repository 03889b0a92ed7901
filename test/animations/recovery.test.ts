import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { openDriftscape } from '../../src/driftscape.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { collect } from '../support/collect.ts';
import {
  describeDatabases,
  describeServerDatabase,
  openEmbeddedTestDatabase,
  type TestDatabase,
} from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';
import { ScriptedEngine } from './scripted-engine.ts';
import { Workbench } from './workbench.ts';

const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

async function configOf({ config }: TestDatabase) {
  const bundleDirectory = await writeTestBundle(join(config.dataDirectory, 'bundle'));
  return { ...loadConfig({}), ...config, bundleDirectory };
}

describe('after SIGKILL in the middle of a render', () => {
  it('runs the same animation again to its end, without gaps in its events or unfinished files', async () => {
    await using test = await openEmbeddedTestDatabase();
    const config = await configOf(test);
    const victim = fork(new URL('./victim.ts', import.meta.url), [JSON.stringify(config)], { execArgv: [] });
    const exit = once(victim, 'exit');
    const [id] = (await Promise.race([once(victim, 'message'), exit])) as [string];
    victim.kill('SIGKILL');
    expect((await exit)[1]).toBe('SIGKILL');
    const unfinished = join(test.config.dataDirectory, 'files/.unfinished');
    expect(await readdir(unfinished)).toHaveLength(1);

    const engine = new ScriptedEngine();
    const driftscape = await openDriftscape(config, { log: silentLog, startEngine: async () => engine });
    const job = await engine.nextJob();
    expect(job.id).toBe(id);
    expect(await readdir(unfinished)).toHaveLength(1);
    await job.finish();
    const events = await collect(driftscape.animations.events(id, { after: 0 }));
    const sequences = events.slice(1).map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'SUCCEEDED' });
    const row = await driftscape.prisma.animation.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ status: 'SUCCEEDED', attempts: 2, faults: 1 });
    await driftscape.close();
    expect(await readdir(unfinished)).toEqual([]);
  });
});

describe('opening Driftscape', () => {
  it('removes files without rows, and no others', async () => {
    await using test = await openEmbeddedTestDatabase();
    const config = await configOf(test);
    const open = () =>
      openDriftscape(config, { log: silentLog, startEngine: async () => new ScriptedEngine() });
    const first = await open();
    const image = await first.images.ingest({ name: 'lake.jpg', bytes: await gradientJpeg() });
    for (const key of ['images/lost.jpg', 'animations/lost-1.mp4'])
      await first.storage.put(key, new Uint8Array(9));
    await first.close();
    const second = await open();
    expect(await collect(second.storage.keys('images'))).toEqual([image.storageKey]);
    expect(await collect(second.storage.keys('animations'))).toEqual([]);
    await second.close();
  });

  it('fails with one clear error for a bad bundle, and releases the data', async () => {
    await using test = await openEmbeddedTestDatabase();
    const config = await configOf(test);
    const missing = { ...config, bundleDirectory: join(test.config.dataDirectory, 'no-bundle') };
    const opening = openDriftscape(missing, { log: silentLog });
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_BUNDLE' });
    const startEngine = async () => Promise.reject(new Error('no such device'));
    const idle = await openDriftscape(config, { log: silentLog, startEngine });
    await expect(idle.whenStarted()).rejects.toThrow('no such device');
    await idle.close();
    const driftscape = await openDriftscape(config, {
      log: silentLog,
      startEngine: async () => new ScriptedEngine(),
    });
    expect(await driftscape.prisma.latentPreset.count({ where: { isBuiltIn: true } })).toBe(
      4 + builtInLooks.length,
    );
    await driftscape.close();
  });
});

describeDatabases((openTestDatabase) => {
  it('ends an animation that was to be canceled or has died too often, instead of retrying it', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    const [doomed, unwanted, unlucky] = [
      await bench.addAnimation(),
      await bench.addAnimation(),
      await bench.addAnimation(),
    ];
    await bench.prisma.animation.update({ where: { id: doomed }, data: { faults: 2 } });
    for (let i = 0; i < 3; i++) await bench.runs.begin(renderer);
    await bench.animations.cancel(unwanted);
    expect(await bench.runs.recover()).toBe(3);
    expect(await bench.row(doomed)).toMatchObject({
      status: 'FAILED',
      failureCode: 'ENGINE_CRASHED',
      faults: 3,
    });
    expect(await bench.row(unwanted)).toMatchObject({ status: 'CANCELED' });
    expect(await bench.row(unlucky)).toMatchObject({ status: 'QUEUED', faults: 1, stage: null });
    expect(await bench.openCount()).toBe(1);
    expect(await bench.runs.begin(renderer)).toMatchObject({ id: unlucky, attempt: 2 });
  });
});

describeServerDatabase((openTestDatabase) => {
  it('moves the animation of a silent process to another, and ignores the first when it comes back', async () => {
    await using test = await openTestDatabase();
    await using silent = await Workbench.open(test);
    await using other = await Workbench.open(test);
    const id = await silent.addAnimation();
    await silent.startWorker();
    const lost = await silent.engine.nextJob();
    expect(await other.runs.begin(renderer)).toBeNull();

    await other.prisma.$executeRaw`UPDATE "Animation" SET "heartbeatAt" = now() - interval '61 s'`;
    await other.startWorker();
    const taken = await other.engine.nextJob();
    expect(taken.id).toBe(id);
    expect(await other.row(id)).toMatchObject({ status: 'RUNNING', attempts: 2, faults: 1 });

    lost.frame(5);
    await lost.aborted();
    await taken.finish();
    const events = await other.eventsUntilEnd(id, { after: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'SUCCEEDED' });
    expect(events.filter(({ type }) => type === 'frame')).toEqual([]);
    const row = await other.row(id);
    expect(await other.storage.has(row.outputs[0].storageKey)).toBe(true);
  });

  it('leaves the running animations of other processes alone at its start', async () => {
    await using test = await openTestDatabase();
    await using bench = await Workbench.open(test);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    const config = await configOf(test);
    const second = await openDriftscape(config, {
      log: silentLog,
      startEngine: async () => new ScriptedEngine(),
    });
    await second.close();
    expect(await bench.row(id)).toMatchObject({ status: 'RUNNING', attempts: 1 });
    await job.finish();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('shares one queue between processes: every animation runs once', async () => {
    await using test = await openTestDatabase();
    const benches = await Promise.all([1, 2, 3].map(() => Workbench.open(test)));
    const ids: string[] = [];
    for (let i = 0; i < 9; i++) ids.push(await benches[i % 3].addAnimation());
    const ran: string[] = [];
    for (const bench of benches) {
      await bench.startWorker();
      void (async () => {
        for (;;) {
          const job = await bench.engine.nextJob();
          ran.push(job.id);
          await job.finish();
        }
      })();
    }
    for (const id of ids) await benches[0].eventsUntilEnd(id);
    expect(ran.toSorted()).toEqual(ids.toSorted());
    for (const bench of benches) await bench[Symbol.asyncDispose]();
  });
});
