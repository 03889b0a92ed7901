import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnimationEnded, AnimationEvent } from '@driftscape/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { code, writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import { describeServerDatabase, type TestDatabase } from '../support/databases.ts';
import { describeS3, S3Server } from '../support/s3-server.ts';
import { ask, createAnimation, uploadPhoto, watchAnimation } from './client.ts';
import { Machines } from './machines.ts';
import { failToStart } from './program.ts';
import type { ServerProcess } from './server-process.ts';
import type { WorkerProcess } from './worker-process.ts';

// Each test starts whole processes, engines and all.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describeServerDatabase((openTestDatabase) => {
  describeS3(() => {
    let folder: string;
    let database: TestDatabase;
    let databaseUrl: string;
    let s3: S3Server;
    let machines: Machines;
    let first: ServerProcess;
    let second: ServerProcess;
    let photo: Uint8Array<ArrayBuffer>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'driftscape-machines-'));
      const motionCodes = [code(0.5, 0.2), code(1, 0.4)];
      const bundle = await writeTestBundle(join(folder, 'bundle'), { motionCodes });
      photo = Uint8Array.from(await landscape().jpeg().toBuffer());
      database = await openTestDatabase();
      databaseUrl = database.config.databaseUrl as string;
      s3 = await S3Server.start();
      machines = new Machines(databaseUrl, s3, { BUNDLE_DIR: bundle });
      // Both find a new database and an empty bucket.
      [first, second] = await Promise.all([machines.startServer(), machines.startServer()]);
    });
    afterAll(async () => {
      await machines[Symbol.asyncDispose]();
      await s3[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    async function add(durationSeconds: number): Promise<string> {
      const imageId = await uploadPhoto(first.graphqlUrl, photo);
      return createAnimation(first.graphqlUrl, imageId, { durationSeconds, fps: 24, crf: 40 });
    }

    async function outcomeOf(id: string) {
      const query = 'query ($id: ID!) { animation(id: $id) { status attempts lastFault { code } } }';
      return (await ask(second.graphqlUrl, query, { id })).animation;
    }

    /** Follows an animation at one server to its end. @param onEvent may wait */
    async function follow(id: string, onEvent: (event: AnimationEvent) => unknown = () => {}) {
      let last: AnimationEvent | undefined;
      for await (const event of watchAnimation(second.graphqlUrl, id, 0)) {
        last = event;
        await onEvent(event);
      }
      return last as AnimationEnded;
    }

    it('serves from a third machine what one server accepted and another machine rendered', async () => {
      const id = await add(1);
      const settings = await machines.add();
      await using worker = await machines.startWorker(settings);
      const end = await follow(id);
      expect(end).toMatchObject({ __typename: 'AnimationEnded', status: 'SUCCEEDED' });
      const { video } = end.animation;
      if (!video) throw new Error('Expected a video');
      expect(video.url).toMatch(second.url);
      expect((await (await fetch(video.url)).arrayBuffer()).byteLength).toBe(video.sizeBytes);
      const part = await fetch(video.url.replace(second.url, first.url), { headers: { range: 'bytes=4-7' } });
      expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
      expect(await worker.end('SIGTERM')).toBe(0);
      // The worker needs no files but those in the making.
      expect(await readdir(settings.DATA_DIR, { recursive: true })).toEqual(['work']);
    });

    it('rejects a bucket other than the one of the servers', async () => {
      const settings = { ...(await machines.add()), STORAGE: `s3://${s3.bucket}/elsewhere` };
      const { code: exit, said } = await failToStart(settings, 'src/worker.ts');
      expect(exit).toBe(1);
      expect(said).toContain('s3://driftscape/elsewhere is not the storage that the server uses');
    });

    it('reports what is wrong if the bucket’s server does not respond', async () => {
      const settings = { ...(await machines.add()), AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' };
      const { code: exit, said } = await failToStart(settings, 'src/worker.ts');
      expect(exit).toBe(1);
      expect(said).toMatch(
        /^The bucket s3:\/\/driftscape\/site cannot be read or written: .*ECONNREFUSED.*\n$/,
      );
    });

    it('resumes a killed worker’s animation on another machine', async () => {
      const id = await add(8);
      const killed = await machines.startWorker();
      let other: WorkerProcess | undefined;
      const end = await follow(id, async ({ __typename }) => {
        if (other || __typename !== 'AnimationFrameRendered') return;
        await killed.end('SIGKILL');
        await passTime(databaseUrl);
        other = await machines.startWorker();
      });
      await other?.[Symbol.asyncDispose]();
      expect(end).toMatchObject({ status: 'SUCCEEDED' });
      expect(await outcomeOf(id)).toMatchObject({ attempts: 2 });
    });

    it('counts no fault of an animation whose video could not be stored while the bucket was unavailable', async () => {
      await using _worker = await machines.startWorker();
      const id = await add(2);
      let waiting: unknown;
      let isAway = false;
      const end = await follow(id, async ({ __typename }) => {
        if (!isAway && __typename === 'AnimationFrameRendered') {
          isAway = true;
          await s3.down();
        } else if (isAway && __typename === 'AnimationQueuePositionChanged') {
          waiting ??= await outcomeOf(id);
          await s3.up();
        }
      });
      expect(waiting).toEqual({ status: 'QUEUED', attempts: 1, lastFault: null });
      expect(end).toMatchObject({ __typename: 'AnimationEnded', status: 'SUCCEEDED' });
    });
  });
});

/** As if a minute had passed since the heartbeats of all that runs. */
async function passTime(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `UPDATE "Animation" SET "heartbeatAt" = "heartbeatAt" - interval '2 minutes' WHERE status = 'RUNNING'`,
  );
  await client.end();
}
