import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import sharp from 'sharp';
import { createServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementHtml } from '../../packages/element/src/html.ts';
import { launch } from './browsers.ts';
import { type Loop, loopSeconds, manifestOf, writeJson, writeLoop } from './loops.ts';
import { Site } from './site.ts';
import { listener, Visit, withManifest } from './visit.ts';

const small: Loop = { name: 'small', width: 320, height: 180 };
const large: Loop = { name: 'large', width: 640, height: 360 };
const night: Loop = { name: 'night', width: 320, height: 180, light: 0.35 };

/** What Chromium alone measures or can be told of a page. */
describe('in Chromium, the element', () => {
  let folder: string;
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'element-'));
    for (const loop of [small, large, night]) await writeLoop(folder, loop);
    await writeJson(folder, 'small.json', manifestOf([small]));
    await writeJson(folder, 'night.json', manifestOf([night], { light: 'night' }));
    site = await Site.open(resolve(import.meta.dirname, '../../packages/element/dist'), folder);
    browser = await launch('chrome');
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true });
  });

  const visit = (body: string, prepare?: (page: Page) => Promise<unknown>) =>
    Visit.to(browser, site.put(body, { head: listener }), prepare);
  const prefer = (page: Page, name: string, value: string) => page.emulateMediaFeatures([{ name, value }]);

  it.each([
    ['a plain video inside', elementHtml(manifestOf([large]), { alt: 'A lake' })],
    ['a manifest inside', withManifest(manifestOf([large]), 'alt="A lake" width="640" height="360"')],
    [
      '`src`',
      '<driftscape-video src="/small.json" loading="eager" alt="A lake" width="320" height="180"></driftscape-video>',
    ],
  ])('causes no layout shift, and its poster is the largest paint, with %s', async (_, html) => {
    const reserve = '<style>driftscape-video{display:block;aspect-ratio:16/9}</style>';
    const there = await visit(`${reserve}<p>Before</p>${html}<p>After</p>`);
    await there.sees({ isPlaying: true, isVideoShown: true });
    const { shift, paint } = await there.paints();
    expect(shift).toBe(0);
    expect(paint).toMatch(/(small|large)\.jpg$/);
    await there.leave();
  });

  it('stops and resumes when the preference for reduced motion changes', async () => {
    const there = await visit(withManifest(manifestOf([small])));
    await there.sees({ isPlaying: true });
    await prefer(there.page, 'prefers-reduced-motion', 'reduce');
    expect(await there.hears('pause')).toEqual({ reason: 'calm' });
    await there.sees({ isPlaying: false, button: 'Play animation', time: 0 });
    await prefer(there.page, 'prefers-reduced-motion', 'no-preference');
    await there.sees({ isPlaying: true, button: 'Pause animation' });
    await there.leave();
  });

  it('switches to the night as soon as dark colours are preferred', async () => {
    const day = manifestOf([small], { companions: [{ light: 'night', manifest: '/night.json' }] });
    const there = await visit(withManifest(day, 'light="scheme"'));
    await there.sees({ isPlaying: true, source: '/small.mp4' });
    await prefer(there.page, 'prefers-color-scheme', 'dark');
    await there.sees({ isPlaying: true, source: '/night.mp4', layers: 1 });
    await there.leave();
  });

  it('waits for a click, and then loads the smallest file, if data is to be saved', async () => {
    const there = await visit(withManifest(manifestOf([large, small])), (page) =>
      page.evaluateOnNewDocument(() => {
        Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      }),
    );
    await there.sees({ button: 'Play animation', poster: '/large.jpg' });
    expect(site.asked.filter((path) => path.endsWith('.mp4'))).toEqual([]);
    await there.page.locator('driftscape-video >>> button').click();
    await there.sees({ isPlaying: true, source: '/small.mp4' });
    await there.leave();
  });

  it('is one picture and one button for screen readers', async () => {
    const there = await visit(withManifest(manifestOf([small])));
    await there.sees({ isPlaying: true });
    const tree = await there.page.accessibility.snapshot();
    const children = tree?.children?.map(({ role, name }) => `${role}: ${name}`);
    expect(children).toEqual(['image: A lake', 'button: Pause animation']);
    await there.leave();
  });

  it('frees everything when it is removed', async () => {
    const there = await visit(`<main>${withManifest(manifestOf([small]), 'light="auto"')}</main>`);
    await there.sees({ isPlaying: true });
    await there.page.evaluate(() => {
      const host = document.querySelector('driftscape-video');
      const left = window as unknown as { element: WeakRef<Element>; video: WeakRef<Element> };
      left.element = new WeakRef(host as Element);
      left.video = new WeakRef(host?.shadowRoot?.querySelector('video') as Element);
      host?.remove();
    });
    const left = () =>
      there.page.evaluate(() => {
        (globalThis as unknown as { gc(): void }).gc();
        const { element, video } = window as unknown as {
          element: WeakRef<Element>;
          video: WeakRef<Element>;
        };
        return [element.deref(), video.deref()].filter(Boolean).length;
      });
    await expect.poll(left, { timeout: 10_000 }).toBe(0);
    await there.leave();
  });

  it('works on the example page, with a manifest in its URL', async () => {
    const root = resolve(import.meta.dirname, '../../examples/element');
    const pages = await createServer({ root, publicDir: folder, server: { port: 0 }, logLevel: 'error' });
    try {
      await pages.listen();
      const there = await Visit.to(browser, `${pages.resolvedUrls?.local[0]}?manifest=/small.json`);
      await there.sees({ isPlaying: true, poster: '/small.jpg', alt: 'A lake before mountains' });
      const said = await there.page.evaluate(() => document.querySelector('output')?.textContent);
      expect(said).toBe('it plays');
      await there.leave();
    } finally {
      await pages.close();
    }
  });

  it('shows every composed picture of the loop without a gap', { timeout: 60_000 }, async () => {
    const there = await visit(
      withManifest(manifestOf([small], { averageColour: undefined }), 'button="none"'),
    );
    await there.page.setViewport({ width: 800, height: 450 });
    await there.sees({ isPlaying: true, isVideoShown: true });
    const meansNow = async () => meansOf(await there.page.screenshot());
    const expected = await meansNow();
    const session = await there.page.createCDPSession();
    const composed: Promise<number[]>[] = [];
    session.on('Page.screencastFrame', ({ data, sessionId }) => {
      composed.push(meansOf(Buffer.from(data, 'base64')));
      session.send('Page.screencastFrameAck', { sessionId });
    });
    await session.send('Page.startScreencast', { format: 'jpeg', quality: 60 });
    const rounds = await there.page.evaluate(async (seconds) => {
      const video = document.querySelector('driftscape-video')?.shadowRoot?.querySelector('video');
      let rounds = 0;
      const end = performance.now() + seconds * 1000;
      for (let last = 0; video && performance.now() < end; last = video.currentTime) {
        await new Promise(requestAnimationFrame);
        if (video.currentTime < last) rounds += 1;
      }
      return rounds;
    }, 2.5 * loopSeconds);
    await session.send('Page.stopScreencast');
    expect(rounds).toBeGreaterThanOrEqual(2);
    expect(composed.length).toBeGreaterThan(20);
    const farthest = Math.max(...(await Promise.all(composed)).map((means) => apart(means, expected)));
    expect(farthest).toBeLessThan(8);
    await there.page.evaluate(() => {
      document.querySelector('driftscape-video')?.shadowRoot?.querySelector('.layer')?.remove();
    });
    expect(apart(await meansNow(), expected)).toBeGreaterThan(60);
    await there.leave();
  });
});

/** Of red, green and blue over the whole picture. */
async function meansOf(picture: Uint8Array): Promise<number[]> {
  return (await sharp(picture).removeAlpha().stats()).channels.map(({ mean }) => mean);
}

function apart(a: number[], b: number[]): number {
  return Math.max(...a.map((mean, channel) => Math.abs(mean - b[channel])));
}
