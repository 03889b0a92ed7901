import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../src/animations/work/perform.ts';
import { loadConfig } from '../../src/config.ts';
import { openDriftscape } from '../../src/driftscape.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';
import { ScriptedEngine } from './scripted-engine.ts';

it('accepts photos and animations while the engine is starting, and renders them afterwards', async () => {
  await using test = await openEmbeddedTestDatabase();
  const bundleDirectory = await writeTestBundle(join(test.config.dataDirectory, 'bundle'));
  const config = { ...loadConfig({}), ...test.config, bundleDirectory };
  const starting = Promise.withResolvers<Engine>();
  const driftscape = await openDriftscape(config, {
    log: silentLog,
    startEngine: () => starting.promise,
  });
  const image = await driftscape.images.ingest({ name: 'lake.jpg', bytes: await gradientJpeg() });
  const settings = { seconds: 1, fps: 2 };
  const { id } = await driftscape.animations.create({ imageId: image.id, settings });
  expect(await driftscape.prisma.animation.findUnique({ where: { id } })).toMatchObject({ status: 'QUEUED' });

  const engine = new ScriptedEngine();
  starting.resolve(engine);
  await driftscape.whenStarted();
  expect(await driftscape.facts.rendering()).toMatchObject({ device: 'cpu' });
  await engine.nextJob();
  await driftscape.close();
});

it('takes no work when the engine starts after the server has begun to close', async () => {
  await using test = await openEmbeddedTestDatabase();
  const bundleDirectory = await writeTestBundle(join(test.config.dataDirectory, 'bundle'));
  const config = { ...loadConfig({}), ...test.config, bundleDirectory };
  const starting = Promise.withResolvers<Engine>();
  const engine = new ScriptedEngine();
  let isClosed = false;
  const closing = Object.create(engine, {
    close: {
      value: async () => {
        isClosed = true;
      },
    },
  });
  const driftscape = await openDriftscape(config, { log: silentLog, startEngine: () => starting.promise });
  const closed = driftscape.close();
  starting.resolve(closing);
  await closed;
  expect(isClosed).toBe(true);
});

it('starts engine and sweep after the server’s own work, without waiting for them', async () => {
  await using test = await openEmbeddedTestDatabase();
  const bundleDirectory = await writeTestBundle(join(test.config.dataDirectory, 'bundle'));
  const config = { ...loadConfig({}), ...test.config, bundleDirectory };
  const calm = Promise.withResolvers<void>();
  const started: string[] = [];
  const startEngine = async () => {
    started.push('engine');
    return new ScriptedEngine();
  };
  const driftscape = await openDriftscape(config, {
    log: silentLog,
    startEngine,
    startAfter: calm.promise,
  });
  const schedules = () => driftscape.prisma.$queryRaw`SELECT name FROM jobs.schedule`;
  expect([started, await schedules()]).toEqual([[], []]);
  calm.resolve();
  await driftscape.whenStarted();
  expect([started, await schedules()]).toEqual([['engine'], [{ name: 'retention' }]]);
  await driftscape.close();
});

it('starts neither if the server closes before', async () => {
  await using test = await openEmbeddedTestDatabase();
  const bundleDirectory = await writeTestBundle(join(test.config.dataDirectory, 'bundle'));
  const config = { ...loadConfig({}), ...test.config, bundleDirectory };
  const startAfter = Promise.withResolvers<void>().promise;
  const signals: boolean[] = [];
  const startEngine = async ({ aborted }: AbortSignal) => {
    signals.push(aborted);
    return new ScriptedEngine();
  };
  const driftscape = await openDriftscape(config, { log: silentLog, startEngine, startAfter });
  await driftscape.close();
  expect(signals).toEqual([true]);
});
