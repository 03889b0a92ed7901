import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import { launchChromium } from '../../../test/support/chromium.ts';
import { Driftscape, photoOf, signed } from '../../support/driftscape.ts';
import { blocksOf, replaceExamples } from '../../support/page.ts';
import { DirectusProcess, person } from './directus.ts';

const images = join(import.meta.dirname, '../../../docs/images');

describe('Directus with the extension and a running server', () => {
  const resources = new AsyncDisposableStack();
  let driftscape: Driftscape;
  let directus: DirectusProcess;
  let secret: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    driftscape = resources.use(await Driftscape.start());
    directus = resources.use(await DirectusProcess.prepare());
    secret = await driftscape.registerWebhook(directus.webhookUrl);
    const [page] = blocksOf('directus.md', 'env');
    const lines = replaceExamples(page, {
      'https://driftscape.example.org/graphql': driftscape.endpoint,
      'dsk_…': driftscape.key,
      'whsec_…': secret,
      '"durationSeconds":8': '"durationSeconds":1,"fps":12,"widthPixels":160,"encoderPreset":"VERYFAST"',
    });
    environment = Object.fromEntries(
      lines
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    await directus.install();
    await directus.start(environment);
    await vi.waitFor(() => directus.ask('GET', '/fields/directus_files/living_photo_poster'), 30_000);
  });
  afterAll(() => resources.disposeAsync());

  async function file(id: string) {
    return directus.ask('GET', `/files/${id}`);
  }

  function reaches(id: string, words: RegExp): Promise<void> {
    return vi.waitFor(async () => expect((await file(id)).living_photo_state).toMatch(words), {
      timeout: 60_000,
      interval: 300,
    });
  }

  function isGone(id: string): Promise<void> {
    return vi.waitFor(() => expect(file(id)).rejects.toThrow('403'), 30_000);
  }

  async function send(message: object, at = new Date(), key = secret): Promise<number> {
    const { body, headers } = signed(key, message, at);
    return (await fetch(directus.webhookUrl, { method: 'POST', body, headers })).status;
  }

  let first: string;

  it('attaches video and poster to a photo that an editor selects', async () => {
    first = await directus.upload(await photoOf(0));
    expect(await file(first)).toMatchObject({ living_photo: false, living_photo_state: null });
    expect(await driftscape.animations()).toEqual([]);
    await directus.ask('PATCH', `/files/${first}`, { living_photo: true });
    await reaches(first, /^The video is ready/);
    const { living_photo_video, living_photo_poster } = await file(first);
    expect(await file(living_photo_video)).toMatchObject({
      type: 'video/mp4',
      filename_download: 'lake-living.mp4',
      width: 160,
    });
    expect(await file(living_photo_poster)).toMatchObject({ type: 'image/jpeg', width: 160 });
    const { filename_disk } = await file(living_photo_video);
    const path = `${directus.folder}/uploads/${filename_disk}`;
    expect(await probeVideo(path)).toMatchObject({ width: 160, frames: 12 });
    await vi.waitFor(async () =>
      expect(await driftscape.deliveries()).toMatchObject([{ status: 'SUCCEEDED', responseStatus: 204 }]),
    );
  });

  it('shows the checkbox, the status and the video on the photo’s screen, and offers an operation for flows', async () => {
    const flow = await directus.createFlow(
      { trigger: 'manual', options: { collections: ['directus_files'] } },
      '{{$trigger.body.keys}}',
    );
    await using browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(60_000);
    await page.goto(`${directus.url}/admin/login`);
    await page.locator('input[type=email]').fill(person.email);
    await page.locator('input[type=password]').fill(person.password);
    await page.locator('button[type=submit]').click();
    await page.waitForURL(/admin\/(?!login)/);
    // Directus asks who owns the project. Question and answer fade out over what is photographed.
    const remindLater = async () => {
      await page.getByRole('button', { name: 'Remind Later' }).click();
      await page.getByText('You have not set a project owner').waitFor({ state: 'hidden' });
      await page.getByText('remind you again').waitFor();
      await page.getByText('remind you again').waitFor({ state: 'hidden' });
    };
    await page.goto(`${directus.url}/admin/files/${first}`);
    await remindLater();
    const words = page.locator('textarea');
    const values = () =>
      words.evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value));
    await expect.poll(values, { timeout: 30_000 }).toContain('The video is ready.');
    await page
      .getByText('lake-living.jpg')
      .or(page.getByText('Living Photo Poster'))
      .first()
      .scrollIntoViewIfNeeded();
    await page.getByText('Make a looping video').waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({
      path: join(images, 'directus-photo.png'),
      clip: { x: 280, y: 400, width: 660, height: 570 },
    });
    await page.goto(`${directus.url}/admin/settings/flows/${flow}`);
    await remindLater();
    await page.getByText('Make a living photo').first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({
      path: join(images, 'directus-flow.png'),
      clip: { x: 0, y: 0, width: 1280, height: 420 },
    });
    await directus.ask('DELETE', `/flows/${flow}`);
  }, 120_000);

  it('makes no second video when the photo is saved again', async () => {
    const before = await file(first);
    await directus.ask('PATCH', `/files/${first}`, { living_photo: true, title: 'The lake' });
    // Steps are taken in order: when the second is ready, the first has been checked.
    const second = await directus.upload(await photoOf(20), { living_photo: 'true' });
    await reaches(second, /ready/);
    expect(await file(first)).toMatchObject({
      living_photo_video: before.living_photo_video,
      title: 'The lake',
    });
    expect(await driftscape.animations()).toHaveLength(2);
  });

  describe('messages', () => {
    it('are rejected without a signature, with a wrong one, changed, or late', async () => {
      const message = { type: 'animation.succeeded', data: { idempotencyKey: 'directus/x/1/y/0' } };
      expect((await fetch(directus.webhookUrl, { method: 'POST' })).status).toBe(401);
      expect(await send(message, new Date(), `whsec_${Buffer.alloc(24).toString('base64')}`)).toBe(401);
      expect(await send(message, new Date(Date.now() - 6 * 60_000))).toBe(401);
      const { headers } = signed(secret, message);
      const changed = await fetch(directus.webhookUrl, { method: 'POST', body: '{"type":"x"}', headers });
      expect(changed.status).toBe(401);
    });

    it('about other clients’ animations are ignored', async () => {
      expect(await send({ type: 'webhook.test', data: {} })).toBe(204);
      for (const idempotencyKey of [null, 'post-7', 'directus/other/1/x/0']) {
        expect(await send({ type: 'animation.failed', data: { idempotencyKey } })).toBe(204);
      }
    });
  });

  it('makes a new video for a replaced photo', async () => {
    const before = await file(first);
    await directus.upload(await photoOf(40), {}, first);
    await isGone(before.living_photo_video);
    await isGone(before.living_photo_poster);
    await vi.waitFor(
      async () => expect((await file(first)).living_photo_video).toEqual(expect.any(String)),
      60_000,
    );
    expect((await file(first)).living_photo_video).not.toBe(before.living_photo_video);
    expect(await driftscape.animations()).toHaveLength(3);
  });

  it('cancels the animation when a photo is replaced or deleted', async () => {
    const id = await directus.upload(await photoOf(80));
    await driftscape.whileBusy(async () => {
      await directus.ask('PATCH', `/files/${id}`, { living_photo: true });
      await reaches(id, /making the video/);
      const [earlier] = await driftscape.animations();
      await directus.upload(await photoOf(100), {}, id);
      await vi.waitFor(async () => {
        const [later, old] = await driftscape.animations();
        expect(old).toMatchObject({ id: earlier.id, status: 'CANCELED' });
        expect(later.status).toBe('QUEUED');
      }, 30_000);
      await directus.ask('DELETE', `/files/${id}`);
      await vi.waitFor(
        async () => expect((await driftscape.animations())[0].status).toBe('CANCELED'),
        30_000,
      );
    });
  });

  it('removes video and poster when the photo is deselected or deleted', async () => {
    const { living_photo_video: video, living_photo_poster: poster } = await file(first);
    await directus.ask('PATCH', `/files/${first}`, { living_photo: false });
    await isGone(video);
    await isGone(poster);
    await vi.waitFor(
      async () =>
        expect(await file(first)).toMatchObject({ living_photo_state: null, living_photo_video: null }),
      10_000,
    );
    await directus.ask('PATCH', `/files/${first}`, { living_photo: true });
    await reaches(first, /ready/);
    const again = (await file(first)).living_photo_video;
    await directus.ask('DELETE', `/files/${first}`);
    await isGone(again);
  });

  describe('the operation in a flow', () => {
    it('animates every uploaded photo, but no poster', async () => {
      const flow = await directus.createFlow(
        { trigger: 'event', options: { type: 'action', scope: ['files.upload'] } },
        '{{$trigger.key}}',
      );
      const before = (await driftscape.animations()).length;
      const photo = await directus.upload(await photoOf(120));
      await reaches(photo, /ready/);
      expect(await file(photo)).toMatchObject({ living_photo: true });
      await directus.ask('DELETE', `/flows/${flow}`);
      expect(await driftscape.animations()).toHaveLength(before + 1);
    });

    it('reports why there is no video, and retries when an editor runs it again', async () => {
      const flow = await directus.createFlow(
        { trigger: 'manual', options: { collections: ['directus_files'] } },
        '{{$trigger.body.keys}}',
      );
      const run = (keys: string[]) =>
        directus.ask('POST', `/flows/trigger/${flow}`, { collection: 'directus_files', keys });
      const bad = await directus.upload(Uint8Array.from(Buffer.from('no photo at all')));
      expect(await run([bad])).toMatchObject([{ file: bad, status: 'waiting' }]);
      await reaches(bad, /^There is no video: Expected a JPEG/);
      expect(await run([bad])).toMatchObject([
        { file: bad, words: expect.stringContaining('Expected a JPEG') },
      ]);
      await vi.waitFor(async () => {
        const [row] = await directus.ask('GET', `/items/driftscape_animations?filter[file][_eq]=${bad}`);
        expect(row).toMatchObject({ attempt: 1, status: 'failed', key: expect.stringMatching(/\/1$/) });
      }, 30_000);
      await directus.upload(await photoOf(140), {}, bad);
      await reaches(bad, /ready/);
    });
  });

  it('loses nothing when either side is down', async () => {
    await driftscape.goDown();
    const id = await directus.upload(await photoOf(160), { living_photo: 'true' });
    await reaches(id, /will be repeated: .* cannot be reached/);
    const unheard = await directus.upload(await photoOf(180));
    await directus.stop();
    // As if Directus had ended after the photo was saved, and before its event.
    await directus.sql('UPDATE directus_files SET living_photo = true WHERE id = $1', [unheard]);
    await driftscape.comeBack();
    await directus.start(environment);
    await reaches(id, /ready/);
    await reaches(unheard, /ready/);
  });

  it('shows rows only to administrators, and secrets to nobody', async () => {
    const answer = await fetch(`${directus.url}/items/driftscape_animations`);
    expect(answer.status).toBe(403);
    const rows = await directus.ask('GET', '/items/driftscape_animations');
    const seen = JSON.stringify([rows, await directus.ask('GET', '/files')]);
    expect(seen).not.toContain(driftscape.key);
    expect(seen).not.toContain(secret);
  });
});
