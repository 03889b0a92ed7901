import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import { type Driftscape, photoOf, signed } from '../../support/driftscape.ts';
import { writeSite } from './site.ts';
import type { StrapiProcess } from './strapi.ts';

const places = '/content-manager/collection-types/api::place.place';

describe('Strapi with the plugin and a running server', () => {
  const resources = new AsyncDisposableStack();
  let driftscape: Driftscape;
  let strapi: StrapiProcess;
  let secret: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    ({ driftscape, strapi, secret, environment } = await writeSite(resources));
    await strapi.start(environment);
    await strapi.signUp();
  });
  afterAll(() => resources.disposeAsync());

  /** Saves a draft. @returns its `documentId` */
  async function draft(data: object): Promise<string> {
    return (await strapi.ask('POST', places, data)).data.documentId;
  }

  async function publish(id: string, data: object = {}): Promise<void> {
    await strapi.ask('POST', `${places}/${id}/actions/publish`, data);
  }

  async function state(id: string): Promise<{ status: string; words: string } | null> {
    return (await strapi.ask('GET', `/driftscape/states/api::place.place/${id}`)).data;
  }

  async function entry(id: string, status: 'draft' | 'published' = 'published') {
    const { data, meta } = await strapi.ask('GET', `${places}/${id}?status=${status}`);
    return { ...data, status: data.status ?? meta?.status };
  }

  function reaches(id: string, status: string, words = /./): Promise<void> {
    return vi.waitFor(
      async () => expect(await state(id)).toEqual({ status, words: expect.stringMatching(words) }),
      { timeout: 60_000, interval: 300 },
    );
  }

  async function send(message: object, at = new Date(), key = secret): Promise<number> {
    const { body, headers } = signed(key, message, at);
    return (await fetch(strapi.webhookUrl, { method: 'POST', body, headers })).status;
  }

  let first: string;
  let photo: number;

  it('requests nothing while an entry is a draft', async () => {
    photo = await strapi.upload(await photoOf(0));
    first = await draft({ title: 'Lake', photo });
    await vi.waitFor(async () => expect(await state(first)).toBeNull(), 10_000);
    expect(await driftscape.animations()).toEqual([]);
  });

  it('adds video and poster to a published entry and to its draft', async () => {
    await publish(first);
    await reaches(first, 'succeeded', /ready/);
    const published = await entry(first);
    expect(published).toMatchObject({
      video: { mime: 'video/mp4', name: 'lake-living.mp4' },
      poster: { mime: 'image/jpeg', name: 'lake-living.jpg' },
    });
    expect(await entry(first, 'draft')).toMatchObject({
      status: 'published',
      video: { id: published.video.id },
      poster: { id: published.poster.id },
    });
    const path = join(strapi.folder, 'public', published.video.url);
    expect(await probeVideo(path)).toMatchObject({ width: 160, frames: 12 });
    const response = await fetch(strapi.url + published.video.url);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(path));
    await vi.waitFor(async () =>
      expect(await driftscape.deliveries()).toMatchObject([{ status: 'SUCCEEDED', responseStatus: 204 }]),
    );
  });

  it('makes no second video when the same photo is published again', async () => {
    const before = await entry(first);
    await publish(first, { title: 'The lake' });
    await reaches(first, 'succeeded');
    expect(await entry(first)).toMatchObject({ video: { id: before.video.id }, title: 'The lake' });
    expect(await driftscape.animations()).toHaveLength(1);
  });

  describe('messages', () => {
    it('are rejected without a signature, with a wrong one, or late', async () => {
      const message = { type: 'animation.succeeded', data: { idempotencyKey: 'strapi/x/1' } };
      expect((await fetch(strapi.webhookUrl, { method: 'POST', body: '{}' })).status).toBe(401);
      expect(await send(message, new Date(), `whsec_${Buffer.alloc(24).toString('base64')}`)).toBe(401);
      expect(await send(message, new Date(Date.now() - 6 * 60_000))).toBe(401);
      const { headers } = signed(secret, message);
      expect((await fetch(strapi.webhookUrl, { method: 'POST', body: '{"type":"x"}', headers })).status).toBe(
        401,
      );
    });

    it('about other clients’ animations are ignored', async () => {
      expect(await send({ type: 'webhook.test', data: {} })).toBe(204);
      for (const idempotencyKey of [null, 'post-7', 'strapi/other/1/x/0']) {
        expect(await send({ type: 'animation.failed', data: { idempotencyKey } })).toBe(204);
      }
    });
  });

  it('makes a new video for a photo replaced in the media library', async () => {
    const before = await entry(first);
    await strapi.upload(await photoOf(40), 'lake.jpg', photo);
    expect(await entry(first)).toMatchObject({ video: null, poster: null });
    await vi.waitFor(
      async () => expect(await entry(first)).toMatchObject({ video: { id: expect.any(Number) } }),
      60_000,
    );
    expect((await entry(first)).video.id).not.toBe(before.video.id);
    expect((await fetch(strapi.url + before.video.url)).status).toBe(404);
    expect(await driftscape.animations()).toHaveLength(2);
  });

  it('never shows an earlier photo’s video with a newly published one', async () => {
    const other = await strapi.upload(await photoOf(60), 'hill.jpg');
    await strapi.ask('PUT', `${places}/${first}`, { photo: other });
    expect(await entry(first)).toMatchObject({ video: { name: 'lake-living.mp4' } });
    await publish(first, { photo: other });
    expect(await entry(first)).toMatchObject({ video: null, poster: null });
    await vi.waitFor(
      async () => expect(await entry(first)).toMatchObject({ video: { name: 'hill-living.mp4' } }),
      60_000,
    );
  });

  it('cancels the animation when its photo is replaced, and when its entry is deleted', async () => {
    const id = await draft({ title: 'Two', photo: await strapi.upload(await photoOf(80)) });
    await driftscape.whileBusy(async () => {
      await publish(id);
      await reaches(id, 'requested', /making the video/);
      const [earlier] = await driftscape.animations();
      await publish(id, { photo: await strapi.upload(await photoOf(100)) });
      await vi.waitFor(async () => {
        const [later, old] = await driftscape.animations();
        expect(old).toMatchObject({ id: earlier.id, status: 'CANCELED' });
        expect(later.status).toBe('QUEUED');
      }, 30_000);
      await strapi.ask('DELETE', `${places}/${id}`);
      await vi.waitFor(
        async () => expect((await driftscape.animations())[0].status).toBe('CANCELED'),
        30_000,
      );
      expect(await state(id)).toBeNull();
    });
  });

  it('ignores entries whose editor has not selected animation', async () => {
    const count = (await driftscape.animations()).length;
    const id = await draft({ title: 'Still', moves: false, photo: await strapi.upload(await photoOf(120)) });
    await publish(id);
    await vi.waitFor(async () => expect(await state(id)).toBeNull(), 10_000);
    expect(await driftscape.animations()).toHaveLength(count);
  });

  it('reports why there is no video, and retries on request', async () => {
    const notes = Uint8Array.from(Buffer.from('no photo at all'));
    const file = await strapi.upload(notes, 'notes.txt');
    const id = await draft({ title: 'Notes', photo: file });
    await publish(id);
    await reaches(id, 'failed', /^There is no video: Expected a JPEG/);
    await strapi.ask('POST', `/driftscape/states/api::place.place/${id}/retry`);
    await reaches(id, 'failed', /^There is no video: Expected a JPEG/);
    await publish(id, { photo: await strapi.upload(await photoOf(140)) });
    await reaches(id, 'succeeded');
  });

  it('loses nothing when either side is down', async () => {
    await driftscape.goDown();
    const id = await draft({ title: 'Later', photo: await strapi.upload(await photoOf(160), 'later.jpg') });
    await publish(id);
    await reaches(id, 'waiting', /will be repeated: .* cannot be reached/);
    await strapi.stop();
    await driftscape.comeBack();
    await strapi.start(environment);
    await reaches(id, 'succeeded');
    expect(await entry(id)).toMatchObject({ video: { name: 'later-living.mp4' } });
  });

  it('shows statuses only to editors, and secrets to nobody', async () => {
    const answer = await fetch(`${strapi.url}/driftscape/states/api::place.place/${first}`);
    expect([401, 403]).toContain(answer.status);
    const seen = JSON.stringify([await entry(first), await state(first)]);
    expect(seen).not.toContain(driftscape.key);
    expect(seen).not.toContain(secret);
  });
});
