import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { decodeVideo } from '../../src/video/decoder.ts';
import { ask } from '../e2e/client.ts';
import { type ExampleBench, openExampleBench } from '../examples/bench.ts';
import { sceneSide } from '../inference/test-bundle.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { renderByApi, renderByCli } from './other-ways.ts';
import { StudioPage } from './page.ts';

/** Sky above the middle, water below it: where everything moves, what is frozen shows. */
function skyAboveWater(): Float32Array {
  const pixels = sceneSide ** 2;
  const planes = new Float32Array(4 * pixels);
  planes.fill(1, pixels, pixels * 1.5);
  planes.fill(1, pixels * 2.5, pixels * 3);
  return planes;
}

const size = { width: 480, height: 270 };

describeInChromium('the studio', () => {
  let browser: Browser;
  let open: ExampleBench;
  let photo: string;
  const bundle = { scene: skyAboveWater(), motionCodes: [[0.2, 0, 0, 0, 0, 0, 0, 0]] };

  beforeAll(async () => {
    open = await openExampleBench({ AUTH: 'off', bundle });
    photo = join(open.folder, 'lake.jpg');
    await writeScenePhoto(photo, size);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await open?.[Symbol.asyncDispose]();
  });

  async function visit({ server }: ExampleBench, options: BrowserContextOptions = {}): Promise<StudioPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    await page.goto(server.url);
    return new StudioPage(page);
  }

  it('turns a photo into a video whose frozen part is static', async () => {
    const studio = await visit(open, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = studio;
    await studio.drop(photo);
    await studio.draft();
    await page.getByRole('button', { name: /^Sky \d+ %/ }).waitFor();

    await studio.choose('Freeze brush');
    await studio.drag([0.15, 0.2], [0.35, 0.2]);
    await studio.choose('Arrow');
    await studio.drag([0.5, 0.3], [0.9, 0.3]);
    expect(await studio.marks()).toEqual(['Frozen', 'Sky']);
    await studio.draft();
    expect(await studio.draftMotion()).toBeGreaterThan(1);

    await page.getByLabel('Length').fill('2');
    await page.getByLabel('Width').selectOption({ label: '320' });
    await page.getByRole('button', { name: 'Render' }).click();
    const save = page.getByRole('button', { name: 'Download video' });
    await save.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    const path = join(open.folder, 'video.mp4');
    await download.saveAs(path);
    expect(download.suggestedFilename()).toBe('lake.mp4');
    // Well inside the stroke: its radius is 3 % of the width, its edge is soft.
    const frozen = await changeWithin(path, [0.15, 0.35], [0.18, 0.22]);
    const free = await changeWithin(path, [0.5, 0.9], [0.2, 0.4]);
    expect(free).toBeGreaterThan(2);
    expect(frozen).toBeLessThan(1);

    // What people copy is what made it: sent by another program, it finds the same video.
    await page.getByRole('button', { name: 'Copy variables' }).click();
    await page.getByText('Copied ✓').waitFor();
    const variables = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    const query = `mutation ($input: CreateAnimationInput!) {
      createAnimation(input: $input) { ... on CreateAnimationSuccess { animation { isReused status } } }
    }`;
    const { createAnimation } = await ask(open.server.graphqlUrl, query, variables);
    expect(createAnimation.animation).toEqual({
      isReused: true,
      status: 'SUCCEEDED',
    });
    // Made anew, by a server that knows nothing of it or without any, it is the same to the last byte.
    const made = { bundle, photo, settings: variables.input.settings };
    const video = await readFile(path);
    expect((await renderByApi(made)).equals(video)).toBe(true);
    expect((await renderByCli(made, open.folder)).equals(video)).toBe(true);
    expect(studio.faults).toEqual([]);
    await page.context().close();
  });

  it('can be used with keys: tools, lines, undo and redo', async () => {
    const studio = await visit(open, { reducedMotion: 'reduce', colorScheme: 'dark' });
    const { page } = studio;
    await studio.drop(photo);
    await studio.draft();
    // Who wants less motion sees the first frame, and a button.
    expect(await page.evaluate(() => document.querySelector('video')?.paused)).toBe(true);
    await page.getByRole('button', { name: 'Play' }).waitFor();

    await page.keyboard.press('a');
    await page.getByTestId('stage').focus();
    // From the horizon, where the cursor is at first, down into the water.
    for (let step = 0; step < 4; step++) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Enter');
    for (let step = 0; step < 5; step++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await studio.marks()).toEqual(['Water', 'Anchor 1']);
    await page.keyboard.press('Control+z');
    expect(await studio.marks()).toEqual(['Water']);
    await page.keyboard.press('Control+z');
    expect(await studio.marks()).toEqual([]);
    await page.keyboard.press('Control+Shift+z');
    expect(await studio.marks()).toEqual(['Water']);
    await page.getByRole('button', { name: 'Remove Water' }).click();
    expect(await studio.marks()).toEqual([]);

    // Nothing is lost by a reload.
    await page.keyboard.press('Control+z');
    await page.reload();
    await page.getByText('1 arrow').waitFor();
    await page.context().close();
  });

  it('reports that the photo of its URL does not exist, and asks for another', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${open.server.url}#image=gone`);
    await page.getByRole('alert').filter({ hasText: 'not here any more' }).waitFor();
    expect(await page.getByText('Choose a photo').isVisible()).toBe(true);
    await context.close();
  });

  it('reports what is wrong with a file, and asks for another', async () => {
    const studio = await visit(open);
    const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no photo') };
    await studio.page.setInputFiles('input[type=file]', notes);
    await studio.page.getByRole('alert').filter({ hasText: 'Expected a JPEG' }).waitFor();
    expect(await studio.page.getByText('Choose a photo').isVisible()).toBe(true);
    await studio.page.context().close();
  });

  it('fits a phone, and supports painting with a finger', async () => {
    const studio = await visit(open, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const { page } = studio;
    await studio.drop(photo);
    await studio.choose('Freeze brush');
    const box = await page.getByTestId('stage').boundingBox();
    expect(box?.width).toBe(390);
    const finger = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) => {
      const points = type === 'touchEnd' ? [] : [{ x, y: (box?.y ?? 0) + y }];
      return finger.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    };
    await touch('touchStart', 100, 60);
    for (const x of [120, 150, 180]) await touch('touchMove', x, 70);
    await touch('touchEnd');
    expect(await studio.marks()).toEqual(['Frozen']);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await page.getByRole('button', { name: 'Render' }).isVisible()).toBe(true);
    await page.context().close();
  });

  it('asks for a key if the server requires one, and shows files with it', async () => {
    await using guarded = await openExampleBench({ AUTH: 'keys', bundle });
    const studio = await visit(guarded);
    const { page } = studio;
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Open the studio' }).click();
    await page.getByText('does not accept this key').waitFor();
    await page.getByLabel('API key').fill(guarded.apiKey ?? '');
    await page.getByRole('button', { name: 'Open the studio' }).click();
    await page.getByText('A photo that moves').waitFor();
    await studio.drop(photo);
    await studio.draft();
    await page.getByRole('button', { name: /^Water \d+ %/ }).waitFor();
    await page.getByLabel('Length').fill('2');
    await page.getByLabel('Width').selectOption({ label: '320' });
    await page.getByRole('button', { name: 'Render' }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLVideoElement>('dialog video')?.readyState === 4,
    );
    expect(await page.evaluate(() => sessionStorage.getItem('driftscape-key'))).toBe(guarded.apiKey);
    await page.context().close();
  });
});

/** Largest mean difference of any frame to the first, in levels, within shares of the width and the height. */
async function changeWithin(
  path: string,
  [left, right]: [number, number],
  [top, bottom]: [number, number],
): Promise<number> {
  let first: number[] | undefined;
  let most = 0;
  for await (const { width, height, data } of decodeVideo(path)) {
    const values: number[] = [];
    for (let y = Math.ceil(top * height); y < bottom * height; y++) {
      for (let x = Math.ceil(left * width); x < right * width; x++)
        values.push(data[(y * width + x) * 4 + 1]);
    }
    first ??= values;
    const base = first;
    most = Math.max(
      most,
      values.reduce((sum, value, index) => sum + Math.abs(value - base[index]), 0) / values.length,
    );
  }
  return most;
}
