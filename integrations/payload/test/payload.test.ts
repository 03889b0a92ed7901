import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import { ServerProcess } from '../../../test/e2e/server-process.ts';
import { writeTestBundle } from '../../../test/inference/test-bundle.ts';
import { landscape } from '../../../test/photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../../../test/support/databases.ts';
import { Cms, type Delivery } from './cms.ts';

const settings = { durationSeconds: 1, fps: 12, widthPixels: 160, encoderPreset: 'VERYFAST' };

/** Sends a delivery as Driftscape sends it. @returns the status of the answer */
async function deliver(cms: Cms, { headers, body }: Pick<Delivery, 'headers' | 'body'>): Promise<number> {
  const signed = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
  const response = await fetch(cms.webhookUrl, { method: 'POST', body, headers: Object.fromEntries(signed) });
  return response.status;
}

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's.
type Result = any;

/** Asks Driftscape as its administrator does. */
async function ask(driftscape: ServerProcess, query: string, variables: object = {}): Promise<Result> {
  const response = await fetch(driftscape.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Result; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Registers the CMS with Driftscape. @returns the secret */
async function registerWebhook(driftscape: ServerProcess, url: string): Promise<string> {
  const query = `mutation ($url: String!) {
    createWebhook(input: { url: $url }) { ... on CreateWebhookSuccess { created { secret } } }
  }`;
  return (await ask(driftscape, query, { url })).createWebhook.created.secret;
}

/** Has Driftscape send again what it sent last. */
async function redeliver(driftscape: ServerProcess): Promise<void> {
  const { webhookDeliveries } = await ask(driftscape, '{ webhookDeliveries(first: 1) { nodes { id } } }');
  const query = 'mutation ($id: ID!) { redeliverWebhook(input: { deliveryId: $id }) { __typename } }';
  await ask(driftscape, query, { id: webhookDeliveries.nodes[0].id });
}

describe('Payload with the plugin, beside a running server', () => {
  let folder: string;
  let driftscape: ServerProcess;
  let serverSettings: Record<string, string>;
  const resources = new AsyncDisposableStack();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-payload-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const database = resources.use(await openEmbeddedTestDatabase());
    serverSettings = {
      DATA_DIR: database.config.dataDirectory,
      BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
      FETCH_ALLOW: '127.0.0.1',
    };
    driftscape = resources.use(await ServerProcess.start(serverSettings));
  });
  afterAll(() => resources.disposeAsync());

  /** @param isFetched whether Driftscape fetches photos from Payload, rather than Payload sending them */
  async function startCms({ isFetched = false } = {}): Promise<Cms> {
    const cms = resources.use(await Cms.listen());
    const cmsFolder = join(folder, new URL(cms.url).port);
    await mkdir(cmsFolder);
    await cms.start(cmsFolder, {
      url: driftscape.url,
      webhookSecret: await registerWebhook(driftscape, cms.webhookUrl),
      settings,
      photoUrl: isFetched ? ({ url }) => new URL(url, cms.url).href : undefined,
    });
    return cms;
  }

  /** A photo unlike the others: the video of one already animated would be found again. */
  async function photoOf(hue: number): Promise<File> {
    const jpeg = await landscape().modulate({ hue }).jpeg().toBuffer();
    return new File([Uint8Array.from(jpeg)], 'lake.jpg', { type: 'image/jpeg' });
  }

  async function fetchBytes(cms: Cms, file: { url: string } | null): Promise<Buffer> {
    const response = await fetch(new URL(file?.url ?? '', cms.url));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  describe('whose photos are sent', () => {
    let cms: Cms;
    let photo: number;
    beforeAll(async () => {
      cms = await startCms();
    });

    it('puts video and poster beside an uploaded photo', async () => {
      photo = await cms.upload(await photoOf(0), { animate: true });
      expect((await cms.fetchDocument(photo)).animation).toMatchObject({ status: 'waiting', video: null });
      await cms.answered(1);
      expect(cms.deliveries[0].status).toBe(204);

      const { animation } = await cms.fetchDocument(photo);
      expect(animation).toMatchObject({
        status: 'succeeded',
        failure: null,
        video: { mimeType: 'video/mp4', filename: 'lake.mp4' },
        poster: { mimeType: 'image/jpeg', filename: 'lake-poster.jpg' },
      });
      const path = join(folder, 'lake.mp4');
      await writeFile(path, await fetchBytes(cms, animation.video));
      expect(await probeVideo(path)).toMatchObject({ width: 160, frames: 12 });
      expect((await fetchBytes(cms, animation.poster)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    });

    it('changes nothing when the same news comes again, even twice at once', async () => {
      const before = await cms.fetchDocument(photo);
      await redeliver(driftscape);
      await cms.answered(2);
      const [delivery, second] = cms.deliveries;
      expect(second).toMatchObject({ body: delivery.body, status: 204 });
      expect(second.headers['webhook-id']).toBe(delivery.headers['webhook-id']);
      expect(await Promise.all([deliver(cms, delivery), deliver(cms, delivery)])).toEqual([204, 204]);
      expect(await cms.fetchDocument(photo)).toEqual(before);
      expect((await cms.payload.count({ collection: 'animations' })).totalDocs).toBe(2);
    });

    it('refuses news with a wrong signature, or with another body than was signed', async () => {
      const [{ headers, body }] = cms.deliveries;
      const signature = `v1,${Buffer.alloc(32).toString('base64')}`;
      expect(await deliver(cms, { headers: { ...headers, 'webhook-signature': signature }, body })).toBe(401);
      expect(await deliver(cms, { headers, body: body.replace('SUCCEEDED', 'FAILED') })).toBe(401);
      expect(await deliver(cms, { headers: {}, body })).toBe(401);
      expect((await cms.fetchDocument(photo)).animation.status).toBe('succeeded');
    });

    it('leaves other photos alone', async () => {
      const other = await cms.upload(await photoOf(60), {});
      const { animation } = await cms.fetchDocument(other);
      expect(animation).toMatchObject({ status: null, video: null });
      const jobs = await cms.payload.count({ collection: 'payload-jobs' });
      expect(jobs.totalDocs).toBe(0);
    });

    it('says beside a file why it cannot be animated', async () => {
      const notes = await cms.upload(new File(['no photo'], 'notes.txt'), { animate: true });
      await vi.waitFor(
        async () => {
          expect((await cms.fetchDocument(notes)).animation).toMatchObject({
            status: 'failed',
            failure: expect.stringMatching(/^Expected a JPEG/),
          });
        },
        { timeout: 30_000 },
      );
    });
  });

  describe('whose photos are fetched', () => {
    let cms: Cms;
    beforeAll(async () => {
      cms = await startCms({ isFetched: true });
    });

    it('puts video and poster beside an uploaded photo', async () => {
      const photo = await cms.upload(await photoOf(120), { animate: true });
      await cms.answered(1);
      expect((await cms.fetchDocument(photo)).animation).toMatchObject({
        status: 'succeeded',
        video: { mimeType: 'video/mp4' },
        poster: { mimeType: 'image/jpeg' },
      });
    });

    it('asks again when the server was down while a photo was uploaded', async () => {
      await driftscape.end('SIGTERM');
      const photo = await cms.upload(await photoOf(180), { animate: true });
      await vi.waitFor(
        async () => {
          const { docs } = await cms.payload.find({ collection: 'payload-jobs' });
          expect(docs).toMatchObject([{ totalTried: 1, processing: false }]);
        },
        { timeout: 30_000 },
      );
      expect((await cms.fetchDocument(photo)).animation.status).toBe('waiting');
      driftscape = resources.use(
        await ServerProcess.start({ ...serverSettings, PORT: new URL(driftscape.url).port }),
      );
      await cms.answered(2);
      expect((await cms.fetchDocument(photo)).animation.status).toBe('succeeded');
    });
  });
});
