import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { landscape } from '../pictures.ts';
import { clean } from './cleaned.ts';

/** Debian's and Ubuntu's package puts it here; other places are named by CHROMIUM_PATH. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

function defineComparisons(): void {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    // Tests may run as root, for whom Chromium's sandbox does not start.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
    page = await browser.newPage({ viewport: { width: 400, height: 400 } });
  });
  afterAll(() => browser.close());

  async function shown(photo: Buffer, format: string): Promise<Buffer> {
    const source = `data:image/${format};base64,${photo.toString('base64')}`;
    await page.setContent(`<body style="margin:0"><img src="${source}">`);
    await page.locator('img').evaluate((image) => (image as HTMLImageElement).decode());
    return page.locator('img').screenshot();
  }

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s', async (format) => {
    for (const orientation of [1, 3, 6]) {
      const photo = await landscape()
        .withIccProfile('p3')
        .withMetadata({ orientation })
        .withExif({ IFD0: { Artist: 'somebody' } })
        .toFormat(format)
        .toBuffer();
      expect(await shown(await clean(photo), format)).toEqual(await shown(photo, format));
    }
  });
}

const title = 'a photo without its metadata looks the same in Chromium';
if (existsSync(executablePath)) describe(title, defineComparisons);
else describe.skip(`${title} (skipped: there is none at ${executablePath})`, defineComparisons);
