import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../../support/chromium.ts';
import { landscape } from '../pictures.ts';
import { clean } from './cleaned.ts';

describeInChromium('a photo without its metadata looks the same in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
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
});
