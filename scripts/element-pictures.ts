/**
 * `node scripts/element-pictures.ts`: makes the pictures of docs/element.md: the example page with a generated photo,
 * animated by day and by night. Needs Chromium and Firefox.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import puppeteer, { type LaunchOptions } from 'puppeteer-core';
import sharp from 'sharp';
import { createServer } from 'vite';
import { writeScenePhoto } from '../src/scenes/write.ts';
import { decodeVideo } from '../src/video/decoder.ts';

const root = resolve(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'driftscape-element-'));
const lights = ['as-taken', 'moonlit-night'];
await makeLoops();

const pages = await createServer({
  root: join(root, 'examples/element'),
  publicDir: folder,
  server: { port: 0, proxy: {} },
  logLevel: 'error',
});
await pages.listen();
const address = `${pages.resolvedUrls?.local[0]}?manifest=/as-taken.json`;

const chromium: LaunchOptions = {
  browser: 'chrome',
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
};
const firefox: LaunchOptions = {
  browser: 'firefox',
  executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
};
try {
  await take('element-day', chromium, { width: 1000, height: 760 });
  await take('element-night', firefox, { width: 1000, height: 760 }, 'night');
  await take('element-calm', chromium, { width: 390, height: 760, deviceScaleFactor: 2 }, 'day', true);
} finally {
  await pages.close();
  await rm(folder, { recursive: true });
}

/** One motion in two lights, each with frame 0 as its poster and a manifest that refers to the other. */
async function makeLoops(): Promise<void> {
  const photo = join(folder, 'photo.jpg');
  await writeScenePhoto(photo);
  const cli = [join(root, 'src/cli.ts'), photo, '--out', join(folder, 'lake.mp4'), '--lights', lights.join()];
  execFileSync(process.execPath, ['--no-warnings', ...cli, '--width', '1280', '--seconds', '2'], {
    stdio: 'inherit',
  });
  for (const [index, light] of lights.entries()) {
    const video = `lake-${light}.mp4`;
    const { width, height } = await writePoster(join(folder, video), join(folder, `${light}.jpg`));
    const manifest = {
      ...{
        version: 1,
        status: 'SUCCEEDED',
        poster: `${light}.jpg`,
        width,
        height,
        aspectRatio: width / height,
      },
      ...{ durationSeconds: 2, light: index === 0 ? 'as-taken' : 'night' },
      sources: [{ src: video, type: 'video/mp4; codecs="avc1.64001f"', width, height }],
      companions: [{ light: index === 0 ? 'night' : 'as-taken', manifest: `${lights[1 - index]}.json` }],
    };
    await writeFile(join(folder, `${light}.json`), JSON.stringify(manifest));
  }
}

async function writePoster(video: string, path: string): Promise<{ width: number; height: number }> {
  for await (const { data, width, height } of decodeVideo(video)) {
    await sharp(Buffer.from(data), { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality: 90 })
      .toFile(path);
    return { width, height };
  }
  throw new Error(`${video} has no frames`);
}

async function take(
  name: string,
  options: LaunchOptions,
  viewport: { width: number; height: number; deviceScaleFactor?: number },
  light = 'day',
  isCalm = false,
): Promise<void> {
  const browser = await puppeteer.launch(options);
  try {
    const page = await browser.newPage();
    await page.setViewport(viewport);
    if (isCalm) await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.goto(address);
    await page.evaluate(
      (light) => document.querySelector('driftscape-video')?.setAttribute('light', light),
      light,
    );
    const isThere = (says: string) => document.querySelector('output')?.textContent === says;
    if (!isCalm) await page.waitForFunction(isThere, {}, 'it plays');
    // Wait for the end of the cross-fade.
    await page.waitForFunction(
      () => document.querySelector('driftscape-video')?.shadowRoot?.querySelectorAll('.layer').length === 1,
    );
    if (isCalm) await page.keyboard.press('Tab');
    const path = join(root, 'docs/images', `${name}.jpg`);
    await sharp(await page.screenshot())
      .jpeg({ quality: 80, mozjpeg: true })
      .toFile(path);
    console.log(path);
  } finally {
    await browser.close();
  }
}
