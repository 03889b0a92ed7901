import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../test/support/chromium.ts';
import { photoOf } from '../../support/driftscape.ts';
import { type Site, writeSite } from './site.ts';
import { person } from './strapi.ts';

const images = join(import.meta.dirname, '../../../docs/images');

describe('the admin panel in Chromium', () => {
  const resources = new AsyncDisposableStack();
  let site: Site;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    site = await writeSite(resources);
    await site.strapi.buildPanel();
    await site.strapi.start({ ...site.environment, ADMIN_PANEL: 'true' });
    await site.strapi.signUp();
    browser = await launchChromium();
    resources.defer(() => browser.close());
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    page.setDefaultTimeout(60_000);
  }, 600_000);
  afterAll(() => resources.disposeAsync());

  it('uploads a photo, publishes it, and shows the video beside it', async () => {
    await page.goto(`${site.strapi.url}/admin/auth/login`);
    await page.locator('input[name=email]').fill(person.email);
    await page.locator('input[name=password]').fill(person.password);
    await page.getByRole('button', { name: 'Login' }).click();
    await page.waitForURL(({ pathname }) => !pathname.includes('/auth/'));

    await page.goto(`${site.strapi.url}/admin/content-manager/collection-types/api::place.place/create`);
    await page.locator('input[name=title]').fill('Lake');
    await page.getByText('Click to add an asset').first().click();
    await page.getByRole('button', { name: 'Add more assets' }).click();
    const buffer = Buffer.from(await photoOf(0));
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'lake.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByRole('button', { name: /^Upload 1 asset/ }).click();
    await page.getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();

    await page.getByRole('status').filter({ hasText: 'The video is ready.' }).waitFor();
    // In the open form, without a reload.
    const shows = (attribute: string) => page.getByText(`lake-living.${attribute}`).first().waitFor();
    await Promise.all([shows('mp4'), shows('jpg')]);
    expect(await site.driftscape.animations()).toMatchObject([{ status: 'SUCCEEDED' }]);
    await page.locator('video, canvas').first().waitFor();
    await page.screenshot({
      path: join(images, 'strapi-entry.png'),
      clip: { x: 330, y: 60, width: 1030, height: 900 },
    });
  }, 300_000);
});
