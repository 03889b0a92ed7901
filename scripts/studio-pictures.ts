/**
 * `node scripts/studio-pictures.ts [<url>]`: makes the pictures of docs/studio.md with the studio of a running server
 * and a generated photo. Needs Chromium.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { writeScenePhoto } from '../src/scenes/write.ts';

const [url = 'http://localhost:4000'] = process.argv.slice(2);
const imagesFolder = resolve(import.meta.dirname, '../docs/images');
const folder = await mkdtemp(join(tmpdir(), 'driftscape-studio-'));
const photo = join(folder, 'lake.jpg');
await writeScenePhoto(photo);

const pictures: Record<string, { options: BrowserContextOptions; prepare(page: Page): Promise<void> }> = {
  'studio-desktop': { options: { viewport: { width: 1440, height: 900 } }, prepare: drawAll },
  'studio-tablet': {
    options: { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' },
    async prepare(page) {
      await drawAll(page);
      await page.locator('.scroll').evaluate((element) => element.scrollTo(0, element.scrollHeight * 0.62));
      await page.getByRole('button', { name: 'See them on the photo' }).click();
      await page.locator('.tile video').nth(8).waitFor({ timeout: 120_000 });
    },
  },
  'studio-phone': {
    options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    prepare: drawAll,
  },
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [name, { options, prepare }] of Object.entries(pictures)) {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(new URL('/studio', url).href);
    await page.setInputFiles('input[type=file]', photo);
    await page.getByTestId('stage').waitFor();
    await page.getByRole('button', { name: /^Sky / }).waitFor();
    await prepare(page);
    // Longer than the pause before a draft is requested.
    await page.waitForTimeout(500);
    await page.getByText(/^Draft · took/).waitFor();
    const path = join(imagesFolder, `${name}.jpg`);
    await sharp(await page.screenshot())
      .jpeg({ quality: 82, mozjpeg: true })
      .toFile(path);
    console.log(path);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

/** Draws a frozen mast, a path in the sky, an arrow on the water, and a painted region. */
async function drawAll(page: Page): Promise<void> {
  await choose(page, 'Freeze brush');
  await drag(page, [0.16, 0.56], [0.2, 0.38], [0.2, 0.28]);
  await drag(page, [0.2, 0.38], [0.26, 0.56]);
  await choose(page, 'Arrow');
  await drag(page, [0.42, 0.85], [0.6, 0.82], [0.74, 0.84]);
  await drag(page, [0.36, 0.13], [0.5, 0.17], [0.62, 0.1]);
  await page.mouse.move(0, 0);
}

async function choose(page: Page, tool: string): Promise<void> {
  await page.getByRole('toolbar').getByRole('button', { name: tool }).click();
}

async function drag(page: Page, ...places: [number, number][]): Promise<void> {
  const box = await page.getByTestId('stage').boundingBox();
  if (!box) throw new Error('The picture is not there');
  const [first, ...others] = places.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const);
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const place of others) await page.mouse.move(...place, { steps: 8 });
  await page.mouse.up();
}
