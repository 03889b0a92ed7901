import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnimationEvent } from '../../src/animations/events/events.ts';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import { EngineProcess } from '../../src/inference/engine/client.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { gradientJpeg } from '../support/photo.ts';
import { silentLog } from '../support/silent-log.ts';

describe('with a real engine process', () => {
  let test: TestDatabase;
  let driftscape: Driftscape;
  let engine: EngineProcess;
  let imageId: string;

  beforeAll(async () => {
    test = await openEmbeddedTestDatabase();
    const bundleDirectory = await writeTestBundle(join(test.config.dataDirectory, 'bundle'));
    const startEngine = async () => {
      engine = await EngineProcess.start({ bundleDirectory, device: 'cpu' });
      return engine;
    };
    const config = { ...loadConfig({}), ...test.config, bundleDirectory };
    driftscape = await openDriftscape(config, { log: silentLog, startEngine });
    const image = await driftscape.images.ingest({ name: 'a.jpg', bytes: await gradientJpeg(320, 200) });
    imageId = image.id;
  });
  afterAll(async () => {
    await driftscape.close();
    await test[Symbol.asyncDispose]();
  });

  const create = async (settings: object) => (await driftscape.animations.create({ imageId, settings })).id;
  const row = (id: string) =>
    driftscape.prisma.animation.findUniqueOrThrow({
      where: { id },
      include: { outputs: { orderBy: { position: 'asc' } } },
    });

  /** Follows an animation to its end. */
  async function follow(id: string, see: (event: AnimationEvent) => unknown = () => {}) {
    const events: AnimationEvent[] = [];
    for await (const event of driftscape.animations.events(id, { after: 0 })) {
      events.push(event);
      await see(event);
    }
    return events;
  }

  it('renders an animation with previews and stores its files', async () => {
    const id = await create({ seconds: 2, fps: 15 });
    const events = await follow(id);
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'SUCCEEDED' });
    const previews = events.flatMap((event) =>
      event.type === 'frame' && event.preview ? [event.preview] : [],
    );
    expect(previews.length).toBeGreaterThan(0);
    for (const { jpeg, width, height } of previews) {
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width, height });
    }
    const { outputs, report, framesDone } = await row(id);
    expect(framesDone).toBe(30);
    expect(report).toMatchObject({ width: 320, height: 200, frames: 30, device: 'cpu' });
    expect((await driftscape.storage.describe(outputs[0].storageKey)).sizeBytes).toBeGreaterThan(1000);
    await using poster = await driftscape.storage.localFile(outputs[1].storageKey);
    expect(await sharp(poster.path).metadata()).toMatchObject({ width: 320, height: 200 });
  });

  it('costs one more attempt after a crash of the engine, and affects no other animation', async () => {
    const id = await create({ seconds: 60, fps: 30 });
    const next = await create({ seconds: 0.5 });
    let tries = 0;
    let isKilled = false;
    const events = await follow(id, async (event) => {
      if (event.type === 'queue-position') tries += 1;
      if (event.type !== 'frame') return;
      if (tries > 1) await driftscape.animations.cancel(id).catch(() => {});
      else if (!isKilled) isKilled = process.kill(engine.processId as number, 'SIGKILL');
    });
    expect(events.filter(({ type }) => type === 'queue-position')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'CANCELED' });
    expect(await row(id)).toMatchObject({ attempts: 2, faults: 1, outputs: [] });
    expect((await follow(next)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    const files = await readdir(join(test.config.dataDirectory, 'files'), { recursive: true });
    expect(files.filter((name) => name.includes(id))).toEqual([]);
    expect(files.filter((name) => name.startsWith('.unfinished/'))).toEqual([]);
  });
});
