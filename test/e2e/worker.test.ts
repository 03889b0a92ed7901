import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnimationEnded, AnimationEvent } from '@driftscape/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { code, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { describeServerDatabase } from '../support/databases.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from './client.ts';
import { failToStart } from './program.ts';
import { ServerProcess } from './server-process.ts';
import { WorkerProcess } from './worker-process.ts';

// Each test starts whole processes, engines and all.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-worker-'));
  bundle = await writeTestBundle(join(folder, 'bundle'), {
    motionCodes: [code(0.5, 0.2), code(1, 0.4)],
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a separate worker', () => {
  it('rejects the embedded database, which only one process can open', async () => {
    const { code: exit, said } = await failToStart({ DATA_DIR: folder }, 'src/worker.ts');
    expect(exit).toBe(1);
    expect(said).toMatch(/the embedded database, .* set DATABASE_URL .*\n$/);
  });
});

describeServerDatabase((openTestDatabase) => {
  async function start() {
    const { config, ...database } = await openTestDatabase();
    const settings = {
      DATA_DIR: config.dataDirectory,
      DATABASE_URL: config.databaseUrl ?? '',
      BUNDLE_DIR: bundle,
      EMBEDDED_WORKER: 'off',
    };
    const server = await ServerProcess.start(settings);
    const photo = Uint8Array.from(await landscape().jpeg().toBuffer());
    const imageId = await uploadPhoto(server.graphqlUrl, photo);
    const create = (durationSeconds: number) =>
      createAnimation(server.graphqlUrl, imageId, { durationSeconds, fps: 24, crf: 40 });
    return {
      server,
      settings,
      create,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  it('renders the animations of a server that does not render itself', async () => {
    await using site = await start();
    const { graphqlUrl, url } = site.server;
    const id = await site.create(1);
    const { serverInfo } = await ask(graphqlUrl, '{ serverInfo { device queue { queued running } } }');
    expect(serverInfo).toEqual({ device: 'none', queue: { queued: 1, running: 0 } });
    expect((await fetch(`${url}/ready`)).status).toBe(200);

    await using _worker = await WorkerProcess.start(site.settings);
    const events: AnimationEvent[] = [];
    for await (const event of watchAnimation(graphqlUrl, id, 0)) events.push(event);
    const { status, animation } = events.at(-1) as AnimationEnded;
    expect(status).toBe('SUCCEEDED');
    // The file that the worker stored is the one that the server gives.
    const { url: address = '', sizeBytes } = animation.video ?? {};
    const video = await fetch(address);
    expect((await video.arrayBuffer()).byteLength).toBe(sizeBytes);
  });

  it('rejects an empty folder instead of the server’s volume, and fails no animation', async () => {
    await using site = await start();
    const id = await site.create(1);
    const elsewhere = { ...site.settings, DATA_DIR: join(folder, 'not-mounted') };
    const { code: exit, said } = await failToStart(elsewhere, 'src/worker.ts');
    expect(exit).toBe(1);
    expect(said).toContain('not the storage that the server uses');
    const query = 'query ($id: ID!) { animation(id: $id) { status attempts } }';
    const { animation } = await ask(site.server.graphqlUrl, query, { id });
    expect(animation).toEqual({ status: 'QUEUED', attempts: 0 });
  });

  it('passes its animation to another when it is stopped', async () => {
    await using site = await start();
    const id = await site.create(8);
    await using first = await WorkerProcess.start(site.settings);
    let second: WorkerProcess | undefined;
    let exit: Promise<number | string> | undefined;
    let last: AnimationEvent | undefined;
    for await (const event of watchAnimation(site.server.graphqlUrl, id, 0)) {
      last = event;
      if (event.__typename !== 'AnimationFrameRendered' || exit) continue;
      exit = first.end('SIGTERM');
      second = await WorkerProcess.start(site.settings);
    }
    expect(await exit).toBe(0);
    expect(last).toMatchObject({ __typename: 'AnimationEnded', status: 'SUCCEEDED' });
    const { animation } = await ask(
      site.server.graphqlUrl,
      'query ($id: ID!) { animation(id: $id) { attempts lastFault { code } } }',
      { id },
    );
    expect(animation).toEqual({ attempts: 2, lastFault: null });
    await second?.[Symbol.asyncDispose]();
  });

  it('finishes its animation before it stops if there is enough time', async () => {
    await using site = await start();
    const [id, next] = [await site.create(8), await site.create(3)];
    await using worker = await WorkerProcess.start({ ...site.settings, SHUTDOWN_GRACE_SECONDS: '120' });
    let exit: Promise<number | string> | undefined;
    let last: AnimationEvent | undefined;
    for await (const event of watchAnimation(site.server.graphqlUrl, id, 0)) {
      last = event;
      if (event.__typename === 'AnimationFrameRendered') exit ??= worker.end('SIGTERM');
    }
    expect(last).toMatchObject({ __typename: 'AnimationEnded', status: 'SUCCEEDED' });
    expect(await exit).toBe(0);
    const query = 'query ($id: ID!) { animation(id: $id) { status attempts } }';
    const { animation } = await ask(site.server.graphqlUrl, query, { id: next });
    expect(animation).toEqual({ status: 'QUEUED', attempts: 0 });
  });
});
