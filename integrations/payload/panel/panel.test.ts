import { join } from 'node:path';
import { expectSuccess, operations } from '@driftscape/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/support/chromium.ts';
import { photoOf, Site } from '../test/site.ts';
import { freePort, PanelServer } from './panel-server.ts';

const images = join(import.meta.dirname, '../../../docs/images');
const user = { email: 'editor@example.org', password: 'for tests alone' };
/** Only for Driftscape. */
const apiKey = 'dsk_that_no_browser_may_see';

describe('Payload’s admin panel in Chromium', () => {
  const resources = new AsyncDisposableStack();
  let site: Site;
  let panel: PanelServer;
  let browser: Browser;
  let page: Page;
  let token: string;
  /** Everything that the browser received. */
  const received: Promise<string>[] = [];

  beforeAll(async () => {
    site = resources.use(await Site.open());
    const port = await freePort();
    const input = { url: `http://127.0.0.1:${port}/api/driftscape/webhook` };
    const { createWebhook } = await site.client.request(operations.createWebhook, { input });
    panel = resources.use(
      await PanelServer.start(port, {
        DRIFTSCAPE_URL: site.driftscape.url,
        DRIFTSCAPE_API_KEY: apiKey,
        DRIFTSCAPE_WEBHOOK_SECRET: expectSuccess(createWebhook).secret,
      }),
    );
    browser = await launchChromium();
    resources.defer(() => browser.close());
    const answer = await fetch(`${panel.url}/api/users/first-register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(user),
    });
    token = ((await answer.json()) as { token: string }).token;
    page = await logIn();
  });
  afterAll(() => resources.disposeAsync());

  async function upload(hue: number): Promise<number> {
    const form = new FormData();
    form.set('_payload', JSON.stringify({ alt: 'A lake before mountains' }));
    form.set('file', await photoOf(hue));
    const headers = { authorization: `JWT ${token}` };
    const response = await fetch(`${panel.url}/api/media`, { method: 'POST', headers, body: form });
    return ((await response.json()) as { doc: { id: number } }).doc.id;
  }

  async function logIn(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 1000 } });
    const opened = await context.newPage();
    opened.on('response', (response) => {
      const type = response.headers()['content-type'] ?? '';
      if (/json|javascript|html/.test(type)) received.push(response.text().catch(() => ''));
    });
    await opened.goto(`${panel.url}/admin/login`);
    await opened.getByLabel('Email').fill(user.email);
    await opened.getByLabel('Password').fill(user.password);
    await opened.getByRole('button', { name: 'Login' }).click();
    await opened.waitForURL(/\/admin$/);
    return opened;
  }

  async function open(photo: number, on = page) {
    await on.goto(`${panel.url}/admin/collections/media/${photo}`);
    const box = on.getByRole('region', { name: 'Looping video' });
    await box.getByRole('button', { name: /^Render/ }).waitFor();
    return box;
  }

  const whenPlaying = (on = page) =>
    on.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('.driftscape video');
      return video && !video.paused && video.currentTime > 0.2 && video.src;
    });
  const sourceOf = async (on = page) => (await whenPlaying(on)).jsonValue();

  it('renders a photo with live progress, renders it again otherwise, and takes that back', async () => {
    const box = await open(await upload(0));
    await box.getByRole('button', { name: 'Render' }).click();
    await box.getByRole('progressbar').waitFor();
    await box.getByAltText('The newest frame').waitFor();
    await box.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(images, 'payload-progress.png') });
    const first = await sourceOf();
    expect(await box.getByRole('button', { name: /^Undo/ }).count()).toBe(0);

    await box.getByLabel('Seconds').fill('1');
    await box.getByLabel('Motion').selectOption({ index: 1 });
    await box.getByRole('button', { name: 'Render again' }).click();
    await box.getByRole('button', { name: /^Undo/ }).waitFor();
    const second = await sourceOf();
    expect(second).not.toBe(first);
    await page.screenshot({ path: join(images, 'payload-loop.png') });

    await box.getByRole('button', { name: /^Undo/ }).click();
    await page.waitForFunction(
      (url) => document.querySelector<HTMLVideoElement>('.driftscape video')?.src === url,
      first,
    );
    expect(await box.getByLabel('Seconds').inputValue()).toBe('');
    await page.reload();
    expect(await sourceOf()).toBe(first);
  });

  it('says what is wrong with the studio’s text, and keeps it', async () => {
    const box = await open(await upload(40));
    await box.getByText('Regions from the studio').click();
    await box.getByLabel(/paste here/).fill('{"regions":[');
    await box.getByRole('button', { name: 'Render' }).click();
    await expect.poll(() => box.getByRole('alert').textContent()).toContain('copy it again');
    expect(await box.getByLabel(/paste here/).inputValue()).toBe('{"regions":[');
  });

  it('shows one editor what another does', async () => {
    const photo = await upload(80);
    await open(photo);
    const second = await browser.newContext({ storageState: await page.context().storageState() });
    const other = await second.newPage();
    const box = await open(photo, other);
    await box.getByRole('button', { name: 'Render' }).click();
    expect(await sourceOf()).toBe(await sourceOf(other));
    await second.close();
  });

  it('says that Driftscape is away, and goes on when it is back', async () => {
    const box = await open(await upload(120));
    await site.driftscape.end('SIGTERM');
    await box.getByRole('button', { name: 'Render' }).click();
    await expect
      .poll(() => box.getByRole('alert').textContent(), { timeout: 60_000 })
      .toBe('Driftscape cannot be reached at the moment. It will be asked again automatically.');
    await page.screenshot({ path: join(images, 'payload-away.png') });
    await site.startDriftscape();
    await whenPlaying();
    expect(await box.getByRole('alert').count()).toBe(0);
  });

  it('shows the loop on the site, with the photo’s alt text, and still for those who prefer that', async () => {
    const photo = await upload(160);
    const box = await open(photo);
    await box.getByRole('button', { name: 'Render' }).click();
    await whenPlaying();
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const visitor = await browser.newPage({ reducedMotion });
      await visitor.goto(`${panel.url}/photos/${photo}`);
      const shown = visitor.locator('driftscape-video');
      await shown.waitFor();
      expect(await shown.getAttribute('alt')).toBe('A lake before mountains');
      if (reducedMotion === 'no-preference') {
        await visitor.waitForFunction(() => {
          const host = document.querySelector('driftscape-video');
          const videos = [host, host?.shadowRoot].flatMap((root) => [
            ...(root?.querySelectorAll('video') ?? []),
          ]);
          return videos.some(({ paused, currentTime }) => !paused && currentTime > 0.1);
        });
      } else {
        const isMoving = await visitor.evaluate(() => {
          const host = document.querySelector('driftscape-video');
          const videos = [host, host?.shadowRoot].flatMap((root) => [
            ...(root?.querySelectorAll('video') ?? []),
          ]);
          return videos.some(({ paused }) => !paused);
        });
        expect(isMoving).toBe(false);
      }
      await visitor.close();
    }
  });

  it('never gave a browser the key of the site', async () => {
    const texts = await Promise.all(received);
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.includes(apiKey) || text.includes('whsec_'))).toEqual([]);
  });
});
