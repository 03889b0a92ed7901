import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vite';
import { expect, it } from 'vitest';
import { blocksOf } from '../docs/walk.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { openExampleBench } from './bench.ts';

const project = join(import.meta.dirname, '../..');
const root = join(project, 'examples/quickstart');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

it('is the page in the README, line by line', () => {
  const [page] = blocksOf(read('README.md'), 'A page in ten lines');
  expect(page).toEqual({ language: 'html', text: read('examples/quickstart/index.html') });
});

describeInChromium('the quickstart page', () => {
  it('uploads a photo, shows previews and plays the video', async () => {
    await using bench = await openExampleBench({ AUTH: 'off' });
    const handler = (page: string) => page.replace('http://localhost:4000', bench.server.url);
    const transformIndexHtml = { order: 'pre', handler } as const;
    const plugins = [{ name: 'address-of-the-server', transformIndexHtml }];
    await using opened = new AsyncDisposableStack();
    const pages = await createServer({ root, plugins, server: { port: 0 }, logLevel: 'error' });
    opened.defer(() => pages.close());
    await pages.listen();
    await using browser = await launchChromium();
    const page = await browser.newPage();
    const faults: Error[] = [];
    page.on('pageerror', (error) => faults.push(error));
    await page.goto(pages.resolvedUrls?.local[0] ?? '');
    await page.setInputFiles('input', bench.photo);
    await page.locator('img[src^="data:image/jpeg;base64,"]').waitFor();
    await page.waitForFunction(() => {
      const video = document.querySelector('video');
      return video && video.videoWidth > 0 && video.currentTime > 0.5;
    });
    expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.duration)).toBeCloseTo(
      4,
      1,
    );
    expect(faults).toEqual([]);
  });
});
