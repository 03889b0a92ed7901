import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask, createAnimation, uploadPhoto } from '../e2e/client.ts';
import { makeProductionTree, removeProductionTree } from '../install/production-tree.ts';
import { landscape } from '../photo/pictures.ts';
import { describeServerDatabase } from '../support/databases.ts';
import { Npm } from '../support/npm.ts';
import { S3Server } from '../support/s3-server.ts';
import { readImage } from './dockerfile.ts';
import { Site } from './site.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

/** The bucket is the compose file's own; where no S3 server is named, files are on a volume. */
const places = [process.env.TEST_S3_SERVER ? 'in a bucket' : 'on a volume'];
const ended = ['SUCCEEDED', 'FAILED', 'CANCELED'];

describeServerDatabase((openTestDatabase) => {
  let tree: string;
  let folder: string;
  let npm: Npm;

  beforeAll(async () => {
    npm = await Npm.open();
    folder = await mkdtemp(join(tmpdir(), 'driftscape-site-'));
    tree = await makeProductionTree(readImage().sources.filter((path) => path !== 'node_modules'));
  });

  afterAll(async () => {
    await npm?.[Symbol.asyncDispose]();
    if (tree) await removeProductionTree(tree);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it.each(places)(
    'the services of the compose file, with files %s, render while workers are replaced, and end in order',
    async (place) => {
      const before = await readdir(tree);
      await using database = await openTestDatabase();
      const databaseUrl = database.config.databaseUrl ?? '';
      await using s3 = place === 'in a bucket' ? await S3Server.start() : null;
      const bucket = s3 && { ...s3.settings, STORAGE: `s3://${s3.bucket}` };
      await using site = await Site.start(npm, { tree, databaseUrl, bucket, volumes: join(folder, place) });
      const graphqlUrl = `${site.url}/graphql`;
      const made = await site.run('node', 'src/keys.ts', 'create', '--name', 'site', '--scope', 'admin');
      const authorization = `Bearer ${/dsk_\S+/.exec(made.stdout)?.[0]}`;
      await expect(ask(graphqlUrl, '{ serverInfo { version } }')).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });

      const photo = Uint8Array.from(await landscape().jpeg().toBuffer());
      const imageId = await uploadPhoto(graphqlUrl, photo, { authorization });
      const ids: string[] = [];
      for (const durationSeconds of [2, 2.5, 3, 3.5])
        ids.push(await createAnimation(graphqlUrl, imageId, { durationSeconds, fps: 24 }, { authorization }));

      const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Animation { status attempts video { url sizeBytes } } } }`;
      const look = async () => (await ask(graphqlUrl, query, { ids }, { authorization })).nodes;
      // A new version comes: the workers are replaced one by one while they work.
      await vi.waitUntil(
        async () => (await look()).some(({ status }: { status: string }) => status === 'RUNNING'),
        {
          timeout: 120_000,
        },
      );
      for (const worker of [...site.workers]) {
        worker.kill('SIGTERM');
        expect((await worker.ended).code).toBe(0);
        await site.startWorker();
      }
      await vi.waitUntil(
        async () => (await look()).every(({ status }: { status: string }) => ended.includes(status)),
        { timeout: 480_000, interval: 500 },
      );
      for (const { status, attempts, video } of await look()) {
        expect({ status, attempts }).toEqual({ status: 'SUCCEEDED', attempts: 1 });
        expect(video.url).toContain(site.url);
        const file = await fetch(video.url, { headers: { authorization } });
        expect((await file.arrayBuffer()).byteLength).toBe(video.sizeBytes);
      }

      // What sends requests here looks elsewhere meanwhile.
      expect(await site.isHealthy()).toBe(true);
      site.server.kill('SIGTERM');
      expect((await site.server.ended).code).toBe(0);
      expect(await site.isHealthy()).toBe(false);
      // Its root is read-only.
      expect(await readdir(tree)).toEqual(before);
    },
  );
});
