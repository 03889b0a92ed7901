import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { probeVideo } from '../../../src/video/decoder.ts';
import { launchChromium } from '../../../test/support/chromium.ts';
import { Driftscape, photoOf, signed } from '../../support/driftscape.ts';
import { blocksOf, replaceExamples } from '../../support/page.ts';
import { Editor } from './editor.ts';
import { type Photo, WordPress } from './wordpress.ts';

const images = join(import.meta.dirname, '../../../docs/images');

describe('WordPress with the plugin and a running server', () => {
  const resources = new AsyncDisposableStack();
  let driftscape: Driftscape;
  let wordpress: WordPress;
  let secret: string;

  beforeAll(async () => {
    driftscape = resources.use(await Driftscape.start());
    wordpress = resources.use(await WordPress.prepare());
    secret = await driftscape.registerWebhook(wordpress.webhookUrl);
    const [lines] = blocksOf('wordpress.md', 'php');
    await wordpress.start(
      replaceExamples(lines, {
        'https://driftscape.example.org/graphql': driftscape.endpoint,
        'dsk_…': driftscape.key,
        'whsec_…': secret,
        "['durationSeconds' => 8]":
          "['durationSeconds' => 1, 'fps' => 12, 'widthPixels' => 160, 'encoderPreset' => 'VERYFAST']",
      }),
    );
  });
  afterAll(() => resources.disposeAsync());

  /** Runs WordPress's cron until a photo has a status. */
  function reaches(id: number, status: string, words = /./): Promise<Photo> {
    return vi.waitFor(
      async () => {
        await wordpress.runCron();
        const photo = await wordpress.photo(id);
        expect(photo.driftscape).toMatchObject({ status, words: expect.stringMatching(words) });
        return photo;
      },
      { timeout: 60_000, interval: 300 },
    );
  }

  function uploads(file = ''): string {
    return join(wordpress.root, 'wp-content/uploads', file);
  }

  /** Replaces a photo by another picture, as plugins that replace media do. */
  async function replace(id: number, photo: Uint8Array): Promise<void> {
    await writeFile(
      uploads(await wordpress.php(`echo get_post_meta(${id}, '_wp_attached_file', true);`)),
      photo,
    );
    await wordpress.php(
      `require ABSPATH . 'wp-admin/includes/image.php';
      wp_update_attachment_metadata(${id}, ['regenerated' => time()] + wp_generate_attachment_metadata(${id}, get_attached_file(${id})));`,
    );
  }

  async function send(message: object, at = new Date(), key = secret): Promise<number> {
    const { body, headers } = signed(key, message, at);
    return (await fetch(wordpress.webhookUrl, { method: 'POST', body, headers })).status;
  }

  let first: number;

  it('attaches video and poster to an uploaded photo', async () => {
    first = await wordpress.upload(await photoOf(0));
    const { driftscape: made, media_details } = await reaches(first, 'succeeded');
    expect(media_details.driftscape).toMatchObject({
      video: { width: 160, duration: 1, file: expect.stringMatching(/lake-living-\w{8}\.mp4$/) },
      poster: { width: 160 },
    });
    const path = uploads(media_details.driftscape?.video.file);
    expect(await probeVideo(path)).toMatchObject({ width: 160, frames: 12 });
    const response = await fetch(made.video as string);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(path));
    expect((await fetch(made.poster as string)).status).toBe(200);
    await vi.waitFor(async () =>
      expect(await driftscape.deliveries()).toMatchObject([{ status: 'SUCCEEDED', responseStatus: 204 }]),
    );
  });

  it('requests a video once, however often it runs', async () => {
    await wordpress.php(`Driftscape\\take_next_step(${first}); Driftscape\\take_next_step(${first});`);
    await wordpress.php(`delete_post_meta(${first}, '_driftscape'); Driftscape\\take_next_step(${first});`);
    await reaches(first, 'succeeded');
    expect(await driftscape.animations()).toHaveLength(1);
  });

  it('shows the video in a block, and the poster to visitors who prefer reduced motion', async () => {
    const content = `<!-- wp:driftscape/living-photo {"id":${first}} /-->`;
    const { link } = await wordpress.change<{ link: string }>('/wp/v2/posts', { content, status: 'publish' });
    await using browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(link);
    const video = page.locator('.wp-block-driftscape-living-photo video');
    await expect
      .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime))
      .toBeGreaterThan(0);
    expect(
      await video.evaluate(({ muted, loop, poster }: HTMLVideoElement) => ({ muted, loop, poster })),
    ).toEqual({
      muted: true,
      loop: true,
      poster: expect.stringMatching(/-living-\w+\.jpg$/),
    });
    await page.getByRole('button', { name: 'Stop the motion' }).click();
    expect(await video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);

    const calm = await browser.newPage({ reducedMotion: 'reduce' });
    const asked: string[] = [];
    calm.on('request', (request) => asked.push(request.url()));
    await calm.goto(link, { waitUntil: 'networkidle' });
    expect(asked.filter((url) => url.endsWith('.mp4'))).toEqual([]);
    expect(asked.filter((url) => url.includes('-living-'))).toHaveLength(1);
  });

  it('shows the photo until there is a video', async () => {
    const { id } = await wordpress.rest<Photo>('/wp/v2/media', {
      method: 'POST',
      body: await photoOf(20),
      headers: { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="still.jpg"' },
    });
    const content = `<!-- wp:driftscape/living-photo {"id":${id}} /-->`;
    const post = await wordpress.change<{ content: { rendered: string } }>('/wp/v2/posts', { content });
    expect(post.content.rendered).toMatch(
      /<figure class="wp-block-driftscape-living-photo"><img [^>]*still\.jpg/,
    );
  });

  describe('messages', () => {
    it('are rejected without a signature, with a wrong one, or late', async () => {
      const message = { type: 'animation.succeeded', data: { idempotencyKey: 'wordpress/x' } };
      expect((await fetch(wordpress.webhookUrl, { method: 'POST', body: '{}' })).status).toBe(401);
      expect(await send(message, new Date(), `whsec_${Buffer.alloc(24).toString('base64')}`)).toBe(401);
      expect(await send(message, new Date(Date.now() - 6 * 60_000))).toBe(401);
      expect(await send(message, new Date(Date.now() + 6 * 60_000))).toBe(401);
      const { headers } = signed(secret, message);
      expect(
        (await fetch(wordpress.webhookUrl, { method: 'POST', body: '{"type":"x"}', headers })).status,
      ).toBe(401);
    });

    it('about other clients’ animations are ignored', async () => {
      expect(await send({ type: 'webhook.test', data: {} })).toBe(204);
      for (const idempotencyKey of [null, 'post-7', `wordpress/other/${first}/x/0`]) {
        expect(await send({ type: 'animation.failed', data: { idempotencyKey } })).toBe(204);
      }
    });
  });

  it('makes a new video for a replaced photo', async () => {
    const before = await wordpress.photo(first);
    await replace(first, await photoOf(40));
    await vi.waitFor(async () => {
      await wordpress.runCron();
      const { driftscape: made } = await wordpress.photo(first);
      expect(made).toMatchObject({ status: 'succeeded' });
      expect(made.video).not.toBe(before.driftscape.video);
    }, 60_000);
    expect((await fetch(before.driftscape.video as string)).status).toBe(404);
    expect(await driftscape.animations()).toHaveLength(2);
  });

  it('drops results for a picture that no longer exists', async () => {
    const id = await wordpress.upload(await photoOf(60), 'replaced.jpg');
    await wordpress.php(`Driftscape\\take_next_step(${id});`);
    const { key } = JSON.parse(await wordpress.php(`echo json_encode(Driftscape\\record_of(${id}));`));
    // Replaces the file without WordPress noticing.
    await writeFile(
      uploads(await wordpress.php(`echo get_post_meta(${id}, '_wp_attached_file', true);`)),
      await photoOf(80),
    );
    await vi.waitFor(async () => {
      const [{ status }] = await driftscape.animations();
      expect(status).toBe('SUCCEEDED');
    }, 30_000);
    await wordpress.php(`Driftscape\\take_next_step(${id});`);
    const record = JSON.parse(await wordpress.php(`echo json_encode(Driftscape\\record_of(${id}));`));
    expect(record.key).not.toBe(key);
    await reaches(id, 'succeeded');
    expect(await driftscape.animations()).toHaveLength(4);
  });

  it('reports why there is no video, and retries on request', async () => {
    const notes = Uint8Array.from(Buffer.from('no photo at all'));
    const id = await wordpress.upload(await photoOf(100), 'broken.jpg');
    await replaceSilently(id, notes);
    await reaches(id, 'failed', /^There is no video: Expected a JPEG/);

    await replaceSilently(id, await photoOf(100));
    const retry = await new Editor(wordpress).retryLink(id);
    expect((await retry()).status).toBe(302);
    await reaches(id, 'succeeded');
  });

  async function replaceSilently(id: number, bytes: Uint8Array): Promise<void> {
    await writeFile(
      uploads(await wordpress.php(`echo get_post_meta(${id}, '_wp_attached_file', true);`)),
      bytes,
    );
  }

  it('cancels the animation when a photo is deleted', async () => {
    const id = await wordpress.upload(await photoOf(120), 'deleted.jpg');
    await driftscape.whileBusy(async () => {
      await wordpress.php(`Driftscape\\take_next_step(${id});`);
      expect((await wordpress.photo(id)).driftscape).toMatchObject({ status: 'requested' });
      await wordpress.rest(`/wp/v2/media/${id}?force=true`, { method: 'DELETE' });
      await wordpress.runCron();
      expect((await driftscape.animations())[0].status).toBe('CANCELED');
    });
  });

  it('removes video and poster with the photo', async () => {
    const { driftscape: made } = await wordpress.photo(first);
    await wordpress.rest(`/wp/v2/media/${first}?force=true`, { method: 'DELETE' });
    expect((await fetch(made.video as string)).status).toBe(404);
    expect((await fetch(made.poster as string)).status).toBe(404);
  });

  it('waits while the server is down, and says so', async () => {
    await driftscape.goDown();
    const id = await wordpress.upload(await photoOf(140), 'later.jpg');
    await reaches(id, 'waiting', /will be tried again: Driftscape cannot be reached/);
    await driftscape.comeBack();
    await reaches(id, 'succeeded');
  });

  it('finds out by itself when a message was lost', async () => {
    const id = await wordpress.upload(await photoOf(160), 'lost.jpg');
    await wordpress.php(
      `Driftscape\\take_next_step(${id}); wp_clear_scheduled_hook('driftscape_next_step', [${id}]);`,
    );
    await vi.waitFor(async () => expect((await driftscape.animations())[0].status).toBe('SUCCEEDED'), 30_000);
    await wordpress.php(
      `wp_clear_scheduled_hook('driftscape_next_step', [${id}]); do_action('driftscape_sweep');`,
    );
    await reaches(id, 'succeeded');
  });

  it('lets an editor choose a photo in the block’s editor, and shows its video there', async () => {
    await using browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${wordpress.url}/wp-login.php`);
    await page.locator('#user_login').fill('editor');
    await page.locator('#user_pass').fill('for tests alone');
    await page.locator('#wp-submit').click();
    await page.waitForURL(/wp-admin/);
    await page.goto(`${wordpress.url}/wp-admin/post-new.php`);
    await page.waitForFunction('window.wp?.blocks?.getBlockType("driftscape/living-photo")');
    await page.evaluate(`
      wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false);
      wp.data.dispatch('core/block-editor').insertBlocks(wp.blocks.createBlock('driftscape/living-photo'));`);
    await page.getByText('Driftscape makes a looping video of it.').waitFor();
    await page
      .locator('.wp-block-driftscape-living-photo input[type=file]')
      .setInputFiles({ name: 'hill.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await photoOf(10)) });
    await page.locator('.components-notice', { hasText: 'Waiting to be sent to Driftscape' }).waitFor();
    const id = Number(
      await page.evaluate(`wp.data.select('core/block-editor').getBlocks().at(-1).attributes.id`),
    );
    await reaches(id, 'succeeded');
    const video = page.locator('.wp-block-driftscape-living-photo video');
    await video.waitFor();
    await page.screenshot({
      path: join(images, 'wordpress-block.jpg'),
      quality: 80,
      clip: { x: 0, y: 0, width: 1280, height: 760 },
    });
    expect(faults).toEqual([]);
  }, 120_000);

  it('shows secrets to nobody', async () => {
    const seen = await Promise.all(
      ['/wp/v2/settings', '/wp/v2/media?context=edit', '/'].map(async (path) =>
        JSON.stringify(await wordpress.rest(path)),
      ),
    );
    expect(seen.join()).not.toContain(driftscape.key);
    expect(seen.join()).not.toContain(secret);
  });
});
