import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { type ExampleBench, openExampleBench } from './bench.ts';

describeInChromium('the browser example', () => {
  let bench: ExampleBench;
  let pages: ViteDevServer;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    bench = await openExampleBench({ AUTH: 'keys' });
    vi.stubEnv('DRIFTSCAPE_URL', bench.server.url);
    vi.stubEnv('DRIFTSCAPE_API_KEY', bench.apiKey);
    const root = join(import.meta.dirname, '../../examples/browser');
    pages = await createServer({ root, server: { port: 0 }, logLevel: 'error' });
    await pages.listen();
    address = pages.resolvedUrls?.local[0] ?? '';
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await bench?.[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });

  it.each(['eventStream', 'webSocket'])(
    'shows previews, then the video, with events over %s',
    async (transport) => {
      const page = await browser.newPage();
      const faults: Error[] = [];
      page.on('pageerror', (error) => faults.push(error));
      await page.goto(address);
      // A unique photo, because the video of an animated one would be reused, without previews.
      const photo = join(bench.folder, `${transport}.png`);
      await sharp(bench.photo)
        .flop(transport === 'webSocket')
        .toFile(photo);
      await page.setInputFiles('[name=photo]', photo);
      await page.selectOption('[name=transport]', transport);
      await page.click('button');
      await page.waitForSelector('img[src^="data:image/jpeg;base64,"]');
      await page.waitForFunction(() => document.querySelector('video')?.readyState === 4);
      expect(await page.locator('video').isVisible()).toBe(true);
      expect(await page.locator('img').isVisible()).toBe(false);
      expect(await page.locator('output').textContent()).toMatch(/^\d+ × \d+$/);
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it('reports what is wrong with a photo', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no photo') };
    await page.setInputFiles('[name=photo]', notes);
    await page.click('button');
    await page.waitForFunction(() => document.querySelector('output')?.value.startsWith('Expected a JPEG'));
    expect(await page.locator('button').isEnabled()).toBe(true);
    await page.close();
  });
});
