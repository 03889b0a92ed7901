/**
 * `node scripts/studio-figures.ts [<url>] [<photo>]`: measures the studio of a running server in a browser. Needs
 * Chromium, and for the drafts a photo; without one only the page is measured.
 */
import { type Browser, chromium, type Page } from 'playwright-core';

const [url = 'http://localhost:4000', photo] = process.argv.slice(2);
const visits = 7;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const paints: number[] = [];
  for (let visit = 0; visit < visits; visit++) paints.push(await firstPaint(browser));
  console.log(
    `first contentful paint: ${median(paints)} ms (median of ${visits}, ${Math.max(...paints)} at most)`,
  );
  const page = await (await browser.newContext()).newPage();
  await page.goto(new URL('/studio', url).href, { waitUntil: 'networkidle' });
  for (const [kind, bytes] of Object.entries(await transferred(page))) console.log(`${kind}: ${bytes} bytes`);
  if (photo) await measureDrafts(page, photo);
} finally {
  await browser.close();
}

/** Time to first paint for a new visitor. @returns milliseconds */
async function firstPaint(browser: Browser): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL('/studio', url).href, { waitUntil: 'networkidle' });
  const ms = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  await context.close();
  return Math.round(ms);
}

/** Transferred bytes, by type. */
async function transferred(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const sum = (ending: string) =>
      entries
        .filter(({ name }) => new URL(name).pathname.endsWith(ending))
        .reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0);
    return { scripts: sum('.js'), styles: sum('.css') };
  });
}

/** Time from opening a photo to the first loop, and from moving a slider to the next loop. */
async function measureDrafts(page: Page, photo: string): Promise<void> {
  await page.setInputFiles('input[type=file]', photo);
  await page.getByTestId('stage').waitFor();
  const first = await nextLoop(page, null);
  console.log(`first loop: ${first} ms after the photo is on the table`);
  const after: number[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const before = await loopUrl(page);
    await page.getByLabel('Ripples').fill(String(1.1 + visit / 10));
    after.push(await nextLoop(page, before));
  }
  console.log(
    `loop after a moved slider: ${median(after)} ms (median of ${visits}, ${Math.max(...after)} at most)`,
  );
}

function loopUrl(page: Page): Promise<string | null> {
  return page.evaluate(
    () => document.querySelector<HTMLVideoElement>('.frame video:last-of-type')?.src ?? null,
  );
}

async function nextLoop(page: Page, before: string | null): Promise<number> {
  const begin = performance.now();
  await page.waitForFunction(
    (url) => {
      const video = document.querySelector<HTMLVideoElement>('.frame video:last-of-type');
      return video && video.src !== url && video.readyState >= 3;
    },
    before,
    { polling: 20, timeout: 120_000 },
  );
  return Math.round(performance.now() - begin);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
