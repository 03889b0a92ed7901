import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectSuccess, operations } from '@driftscape/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import type { Cms, Delivery } from './cms.ts';
import { photoOf, Site } from './site.ts';

/** Makes Driftscape repeat its last delivery. */
async function redeliver({ client }: Site): Promise<void> {
  const { webhookDeliveries } = await client.request(operations.webhookDeliveries, { first: 1 });
  const input = { deliveryId: webhookDeliveries.nodes[0].id };
  expectSuccess((await client.request(operations.redeliverWebhook, { input })).redeliverWebhook);
}

/** Sends a delivery as Driftscape does. @returns the status of the response */
async function deliver(cms: Cms, { headers, body }: Pick<Delivery, 'headers' | 'body'>): Promise<number> {
  const signed = Object.entries(headers).filter(([name]) => name.startsWith('webhook-'));
  const response = await fetch(cms.webhookUrl, { method: 'POST', body, headers: Object.fromEntries(signed) });
  return response.status;
}

describe('Payload with the plugin and a running server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  async function fetchBytes(cms: Cms, file: { url: string } | null): Promise<Buffer> {
    const response = await fetch(new URL(file?.url ?? '', cms.url));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  describe('with uploaded photos', () => {
    let cms: Cms;
    let photo: number;
    beforeAll(async () => {
      cms = await site.startCms();
    });

    it('attaches video and poster to an uploaded photo', async () => {
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
      const path = join(site.folder, 'lake.mp4');
      await writeFile(path, await fetchBytes(cms, animation.video));
      expect(await probeVideo(path)).toMatchObject({ width: 160, frames: 12 });
      expect((await fetchBytes(cms, animation.poster)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    });

    it('changes nothing when a message is repeated, even concurrently', async () => {
      const before = await cms.fetchDocument(photo);
      await redeliver(site);
      await cms.answered(2);
      const [delivery, second] = cms.deliveries;
      expect(second).toMatchObject({ body: delivery.body, status: 204 });
      expect(second.headers['webhook-id']).toBe(delivery.headers['webhook-id']);
      expect(await Promise.all([deliver(cms, delivery), deliver(cms, delivery)])).toEqual([204, 204]);
      expect(await cms.fetchDocument(photo)).toEqual(before);
      expect((await cms.payload.count({ collection: 'animations' })).totalDocs).toBe(2);
    });

    it('rejects messages with a wrong signature or a changed body', async () => {
      const [{ headers, body }] = cms.deliveries;
      const signature = `v1,${Buffer.alloc(32).toString('base64')}`;
      expect(await deliver(cms, { headers: { ...headers, 'webhook-signature': signature }, body })).toBe(401);
      expect(await deliver(cms, { headers, body: body.replace('SUCCEEDED', 'FAILED') })).toBe(401);
      expect(await deliver(cms, { headers: {}, body })).toBe(401);
      expect((await cms.fetchDocument(photo)).animation.status).toBe('succeeded');
    });

    it('ignores other photos', async () => {
      const other = await cms.upload(await photoOf(60), {});
      const { animation } = await cms.fetchDocument(other);
      expect(animation).toMatchObject({ status: null, video: null });
      const jobs = await cms.payload.count({ collection: 'payload-jobs' });
      expect(jobs.totalDocs).toBe(0);
    });

    it('reports next to a file why it cannot be animated', async () => {
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

  describe('with fetched photos', () => {
    let cms: Cms;
    beforeAll(async () => {
      cms = await site.startCms({ isFetched: true });
    });

    it('attaches video and poster to an uploaded photo', async () => {
      const photo = await cms.upload(await photoOf(120), { animate: true });
      await cms.answered(1);
      expect((await cms.fetchDocument(photo)).animation).toMatchObject({
        status: 'succeeded',
        video: { mimeType: 'video/mp4' },
        poster: { mimeType: 'image/jpeg' },
      });
    });

    it('retries when the server was down during the upload', async () => {
      await site.driftscape.end('SIGTERM');
      const photo = await cms.upload(await photoOf(180), { animate: true });
      await vi.waitFor(
        async () => {
          const { docs } = await cms.payload.find({ collection: 'payload-jobs' });
          expect(docs).toMatchObject([{ totalTried: 1, processing: false }]);
        },
        { timeout: 30_000 },
      );
      expect((await cms.fetchDocument(photo)).animation).toMatchObject({
        status: 'waiting',
        failure: 'Driftscape cannot be reached at the moment. It will be asked again automatically.',
      });
      await site.startDriftscape();
      await cms.answered(2);
      expect((await cms.fetchDocument(photo)).animation.status).toBe('succeeded');
    });
  });
});
