import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnimationEnded, type AnimationEvent, DriftscapeClient, operations } from '@driftscape/client';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { code, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from './client.ts';
import { failToStart } from './program.ts';
import { ServerProcess } from './server-process.ts';

// Each test starts whole servers, engine and all.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-e2e-'));
  bundle = await writeTestBundle(join(folder, 'bundle'), {
    motionCodes: [code(0.5, 0.2), code(1, 0.4)],
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Settings of a server with its own data: its database is up to date, so that it starts quickly. */
async function newServer() {
  const { config, ...database } = await openEmbeddedTestDatabase();
  const settings = { DATA_DIR: config.dataDirectory, BUNDLE_DIR: bundle };
  return { settings, ...database };
}

async function makePhoto(): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await landscape().jpeg().toBuffer());
}

async function fetchBytes(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Decodes every frame of the video at `url`. @returns what its container says and how many frames it had */
async function decode(url: string) {
  const path = join(folder, 'video.mp4');
  await writeFile(path, await fetchBytes(url));
  let decoded = 0;
  for await (const _frame of decodeVideo(path)) decoded += 1;
  return { ...(await probeVideo(path)), decoded };
}

const stagesOf = (events: readonly AnimationEvent[]) =>
  events.filter((event) => event.__typename === 'AnimationStageChanged').map(({ stage }) => stage);

/** What an animation that has succeeded came to. */
function filesOf(events: readonly AnimationEvent[]) {
  const { status, animation } = events.at(-1) as AnimationEnded;
  const { video, poster } = animation;
  if (status !== 'SUCCEEDED' || !video || !poster) throw new Error(`Expected files, but it is ${status}`);
  return { video, poster };
}

describe('the server', () => {
  it('turns an uploaded photo into a video while a client watches', async () => {
    await using data = await newServer();
    await using server = await ServerProcess.start(data.settings);
    const photo = await makePhoto();
    const { width = 0, height = 0 } = await sharp(photo).metadata();
    const imageId = await uploadPhoto(server.graphqlUrl, photo);
    const request = { widthPixels: 320, durationSeconds: 1, fps: 24, encoderPreset: 'VERYFAST' };
    const id = await createAnimation(server.graphqlUrl, imageId, request);

    const events: AnimationEvent[] = [];
    for await (const event of watchAnimation(server.graphqlUrl, id, 0)) events.push(event);

    expect(events[0]).toMatchObject({
      __typename: 'AnimationSnapshot',
      sequence: 0,
      framesTotal: 24,
      isMissed: false,
    });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
    const stages = stagesOf(events);
    expect(stages).toEqual(['DECODING', 'PREDICTING_MOTION', 'RENDERING', 'FINISHING']);
    const frames = events.filter((event) => event.__typename === 'AnimationFrameRendered');
    const counts = frames.map(({ framesDone }) => framesDone);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(24);
    const previews = frames.flatMap(({ preview }) => preview ?? []);
    expect(previews.length).toBeGreaterThan(0);
    for (const { dataUri, widthPixels, heightPixels } of previews) {
      const picture = sharp(Buffer.from(dataUri.replace('data:image/jpeg;base64,', ''), 'base64'));
      const { info } = await picture.raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: widthPixels, height: heightPixels });
      expect(widthPixels).toBeLessThanOrEqual(320);
      expect(widthPixels / heightPixels).toBeCloseTo(width / height, 1);
    }

    const { video, poster } = filesOf(events);
    const client = new DriftscapeClient({ url: server.graphqlUrl });
    const report = (await client.request(operations.report, { id })).animation?.report;
    expect(video).toMatchObject({ widthPixels: 320, frames: 24, fps: 24, durationSeconds: 1 });
    expect(report).toMatchObject({ bundle: 'test@1.0.0', quality: { firstFrameMaxAbsError: 0 } });

    const whole = await fetchBytes(video.url);
    expect(whole).toHaveLength(video.sizeBytes);
    const parts = await Promise.all([
      fetchBytes(video.url, { range: 'bytes=0-999' }),
      fetchBytes(video.url, { range: 'bytes=1000-' }),
    ]);
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect(await decode(video.url)).toMatchObject({
      width: 320,
      height: video.heightPixels,
      frames: 24,
      decoded: 24,
      fps: 24,
      codec: 'h264',
      pixelFormat: 'yuv420p',
    });
    const { info } = await sharp(await fetchBytes(poster.url))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 320, height: video.heightPixels });

    // Whoever comes later sees the same history.
    const after = events.at(-3)?.sequence ?? 0;
    const replayed: AnimationEvent[] = [];
    for await (const event of watchAnimation(server.graphqlUrl, id, after)) replayed.push(event);
    expect(replayed[0]).toMatchObject({
      __typename: 'AnimationSnapshot',
      sequence: after,
      status: 'SUCCEEDED',
    });
    expect(replayed.slice(1).map(({ sequence }) => sequence)).toEqual([after + 1, after + 2]);
  });

  it.each([
    ['SIGKILL', 'SIGKILL'],
    ['SIGTERM', 0],
  ] as const)('finishes an animation after %s and a restart', async (signal, exit) => {
    await using data = await newServer();
    let id: string;
    let after = 0;
    {
      await using server = await ServerProcess.start(data.settings);
      const imageId = await uploadPhoto(server.graphqlUrl, await makePhoto());
      // Long enough that it cannot be over before it is interrupted.
      id = await createAnimation(server.graphqlUrl, imageId, { durationSeconds: 8, crf: 40 });
      let ended: Promise<number | string> | undefined;
      const interrupted = async () => {
        for await (const event of watchAnimation(server.graphqlUrl, id, 0)) {
          if (!ended) after = event.sequence;
          if (event.__typename === 'AnimationFrameRendered') ended ??= server.end(signal);
        }
      };
      // A server that stops says so; one that is killed breaks the connection off.
      await expect(interrupted()).rejects.toMatchObject(
        signal === 'SIGTERM' ? { code: 1001 } : { type: 'error' },
      );
      expect(await ended).toBe(exit);
    }

    await using server = await ServerProcess.start(data.settings);
    const events: AnimationEvent[] = [];
    for await (const event of watchAnimation(server.graphqlUrl, id, after)) events.push(event);
    expect(events[0]).toMatchObject({ __typename: 'AnimationSnapshot', sequence: after });
    expect(events.slice(1).map(({ sequence }) => sequence)).toEqual(
      events.slice(1).map((_, index) => after + index + 1),
    );
    expect(stagesOf(events)).toContain('DECODING');
    expect(await decode(filesOf(events).video.url)).toMatchObject({ frames: 240, decoded: 240 });

    const { animations } = await ask(server.graphqlUrl, '{ animations { nodes { id status } } }');
    expect(animations.nodes).toEqual([{ id, status: 'SUCCEEDED' }]);
    const entries = await readdir(join(data.settings.DATA_DIR, 'files'), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name !== '.identity')
      .map((entry) => entry.name.replace(/.*\./, ''));
    // The photo and the poster, and one video: nothing of the interrupted run is left.
    expect(files.toSorted()).toEqual(['jpg', 'jpg', 'mp4']);
  });
});

describe('a server that cannot start', () => {
  it('reports which setting is wrong', async () => {
    const { code, said } = await failToStart({ PORT: 'many' });
    expect(code).toBe(1);
    expect(said).toMatch(/PORT: .*received "many"/);
    expect(said).not.toContain('at ');
  });

  it('reports what is in use: its port, or its data', async () => {
    await using data = await newServer();
    await using other = await newServer();
    await using first = await ServerProcess.start(data.settings);
    const { port } = new URL(first.url);
    const [withoutPort, withoutData] = await Promise.all([
      failToStart({ ...other.settings, PORT: port }),
      failToStart(data.settings),
    ]);
    expect(withoutPort).toMatchObject({
      code: 1,
      said: expect.stringContaining(`port ${port}: it is in use`),
    });
    expect(withoutData).toMatchObject({ code: 1, said: expect.stringContaining('DATA_DIR') });
  });

  it('reports that its files belong to another database', async () => {
    await using data = await newServer();
    await using other = await newServer();
    for (const { settings } of [data, other]) {
      await using server = await ServerProcess.start(settings);
      await server.end('SIGTERM');
    }
    const filesOf = ({ settings }: typeof data) => join(settings.DATA_DIR, 'files');
    await rename(filesOf(data), `${filesOf(data)}-away`);
    await rename(filesOf(other), filesOf(data));
    const { code, said } = await failToStart(data.settings);
    expect(code).toBe(1);
    expect(said).toContain(`${filesOf(data)} is the storage of another database`);
  });

  it('reports what is wrong with its bundle', async () => {
    await using data = await newServer();
    const { code, said } = await failToStart({ ...data.settings, BUNDLE_DIR: join(folder, 'nothing') });
    expect(code).toBe(1);
    expect(said).toContain(join(folder, 'nothing'));
  });
});
