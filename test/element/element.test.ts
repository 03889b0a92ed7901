import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementHtml } from '../../packages/element/src/html.ts';
import { browserNames, launch } from './browsers.ts';
import { h264, type Loop, loopSeconds, manifestOf, sourceOf, writeJson, writeLoop } from './loops.ts';
import { Site } from './site.ts';
import { listener, Visit, withManifest } from './visit.ts';

const small: Loop = { name: 'small', width: 320, height: 180 };
const large: Loop = { name: 'large', width: 640, height: 360 };
const tall: Loop = { name: 'tall', width: 180, height: 320 };
const night: Loop = { name: 'night', width: 320, height: 180, light: 0.35 };
const words = {
  de: 'Animation anhalten',
  fr: 'Mettre l’animation en pause',
  es: 'Pausar la animación',
  ja: 'アニメーションを一時停止',
};

let folder: string;
let site: Site;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'element-'));
  for (const loop of [small, large, tall, night]) await writeLoop(folder, loop);
  await writeJson(folder, 'night.json', manifestOf([night], { light: 'night', poster: 'night.jpg' }));
  site = await Site.open(resolve(import.meta.dirname, '../../packages/element/dist'), folder);
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});

const put: Site['put'] = (body, options) =>
  site.put(body, { ...options, head: listener + (options?.head ?? '') });
const withNight = manifestOf([small], {
  light: 'as-taken',
  companions: [{ light: 'night', manifest: '/night.json' }],
});

describe.each(browserNames)('in %s, the element', (name) => {
  let browser: Browser;
  let calm: Browser;
  beforeAll(async () => {
    browser = await launch(name);
    // Chromium is told of preferences page by page, Firefox at its start alone.
    calm = name === 'chrome' ? browser : await launch(name, { isCalm: true, isDark: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    if (calm !== browser) await calm?.close();
  });

  const visit = (address: string, prepare?: (page: Page) => Promise<unknown>) =>
    Visit.to(browser, address, prepare);
  const prefer = (feature: string, value: string) => async (page: Page) => {
    if (name === 'chrome') await page.emulateMediaFeatures([{ name: feature, value }]);
  };
  const visitCalm = (address: string) => Visit.to(calm, address, prefer('prefers-reduced-motion', 'reduce'));
  const visitDark = (address: string) => Visit.to(calm, address, prefer('prefers-color-scheme', 'dark'));

  it('plays what a manifest names, over its poster, and says so', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    await there.hears('play');
    await there.sees({
      isVideoShown: true,
      source: '/small.mp4',
      poster: '/small.jpg',
      role: 'img',
      alt: 'A lake',
    });
    const { width, height, button } = await there.look();
    expect([width, height, button]).toEqual([800, 450, 'Pause animation']);
    expect((await there.heard()).map((event) => event.name).sort()).toEqual(['play', 'ready', 'source']);
    await there.leave();
  });

  it('takes over the plain video that stands inside, without loading it twice', async () => {
    const html = elementHtml(manifestOf([small]), { alt: 'A lake', withoutScript: 'autoplay' });
    const there = await visit(put(html));
    await there.hears('play');
    await there.sees({ isPlaying: true, isVideoShown: true, source: '/small.mp4' });
    const ownVideos = await there.page.evaluate(
      () => document.querySelector('driftscape-video')?.shadowRoot?.querySelectorAll('video').length,
    );
    expect(ownVideos).toBe(0);
    expect(site.asked.filter((path) => path === '/small.jpg')).toHaveLength(1);
    await there.leave();
  });

  it('needs no manifest where the plain video says enough', async () => {
    const video = `<video width="320" height="180" poster="/small.jpg" controls preload="none" aria-label="A lake">
      <source src="/missing.mp4" type="video/x-unheard-of"><source src="/small.mp4" type='${h264}'></video>`;
    const there = await visit(put(`<driftscape-video>${video}</driftscape-video>`));
    await there.hears('play');
    await there.sees({ source: '/small.mp4', alt: 'A lake', isVideoShown: true });
    expect(await there.page.evaluate(() => document.querySelector('video')?.controls)).toBe(false);
    await there.leave();
  });

  it('takes over a snippet as it was pasted', async () => {
    const snippet = `<div class="x"><style>.x>*{display:block;width:100%;height:auto}.x>img{display:none}</style>
      <video autoplay muted loop playsinline poster="/small.jpg" width="320" height="180" aria-label="A lake">
      <source src="/large.mp4" type='${h264}' media="(min-width: 5000px)"><source src="/small.mp4" type='${h264}'></video>
      <img src="/small.jpg" alt="A lake" width="320" height="180" loading="lazy"></div>`;
    const there = await visit(put(`<driftscape-video>${snippet}</driftscape-video>`));
    await there.sees({
      isPlaying: true,
      isVideoShown: true,
      source: '/small.mp4',
      width: 800,
      height: 450,
      alt: 'A lake',
    });
    await there.leave();
  });

  it('leaves a plain video that plays where no script runs', async () => {
    const html = elementHtml(manifestOf([small]), { alt: 'A lake', withoutScript: 'autoplay' });
    // Firefox cannot be told to run no scripts, a page can.
    const address = put(html, { headers: { 'content-security-policy': "script-src 'none'" } });
    const there = await visit(address, async (page) => {
      if (name === 'chrome') await page.setJavaScriptEnabled(false);
    });
    const time = () => there.page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
    await expect.poll(time).toBeGreaterThan(0.2);
    expect(
      await there.page.evaluate(() => document.querySelector('driftscape-video')?.shadowRoot),
    ).toBeNull();
    await there.page.close();
  });

  it('fetches the manifest of `src`, whose addresses are relative to it', async () => {
    const there = await visit(put('<driftscape-video src="night.json"></driftscape-video>'));
    await there.hears('play');
    await there.sees({ source: '/night.mp4', poster: '/night.jpg', role: null });
    await there.leave();
  });

  it('keeps its box and says what is wrong when the manifest cannot be had', async () => {
    const there = await visit(
      put('<driftscape-video src="/nowhere.json" width="400" height="300"></driftscape-video>'),
    );
    expect(await there.hears('error')).toMatchObject({
      message: expect.stringMatching(/nowhere\.json answered 404$/),
    });
    await there.sees({ width: 800, height: 600, button: null });
    await there.leave();
  });

  it('is paused and played by the keyboard', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    await there.sees({ isVideoShown: true });
    await there.tabTo('BUTTON');
    await there.page.keyboard.press('Enter');
    expect(await there.hears('pause')).toEqual({ reason: 'chosen' });
    await there.sees({ button: 'Play animation', isPlaying: false, isVideoShown: true });
    await there.listenAnew();
    await there.page.keyboard.press('Enter');
    await there.hears('play');
    await there.sees({ button: 'Pause animation' });
    await there.leave();
  });

  it.each(Object.entries(words))('names its button in %s', async (lang, expected) => {
    const html = `<div lang="${lang}">${withManifest(manifestOf([small]))}</div>`;
    const there = await visit(put(html + withManifest(manifestOf([small]), 'label-pause="Halt"')));
    await there.sees({ button: expected });
    await there.sees({ button: 'Halt' }, 1);
    await there.leave();
  });

  it('loads nothing far below the screen, and rests where it is not seen', async () => {
    const manifest = withManifest(manifestOf([small]));
    const there = await visit(
      put(
        `<div style="height:300vh"></div><driftscape-video src="/night.json"></driftscape-video>${manifest}`,
      ),
    );
    await there.hears('ready');
    expect(site.asked.filter((path) => /night|mp4/.test(path))).toEqual([]);
    await there.page.evaluate(() => scrollTo(0, 1e6));
    await there.hears('play');
    await there.sees({ isPlaying: true }, 1);
    await there.listenAnew();
    await there.page.evaluate(() => scrollTo(0, 0));
    expect(await there.hears('pause')).toEqual({ reason: 'unseen' });
    await there.sees({ isPlaying: false, button: 'Pause animation' }, 1);
    await there.leave();
  });

  it('rests in a tab that is not shown', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    await there.hears('play');
    const hide = (isHidden: boolean) =>
      there.page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await hide(true);
    expect(await there.hears('pause')).toEqual({ reason: 'unseen' });
    await there.listenAnew();
    await hide(false);
    await there.hears('play');
    await there.leave();
  });

  it('stands still for who prefers less motion, loads no video, and plays when asked', async () => {
    const there = await visitCalm(put(withManifest(manifestOf([small]))));
    await there.hears('ready');
    await there.sees({ button: 'Play animation', poster: '/small.jpg', isPlaying: false });
    expect(site.asked).not.toContain('/small.mp4');
    await there.page.locator('driftscape-video >>> button').click();
    await there.hears('play');
    await there.sees({ button: 'Pause animation', isVideoShown: true });
    await there.leave();
  });

  it('stops a plain video that began by itself, for who prefers less motion', async () => {
    const there = await visitCalm(
      put(elementHtml(manifestOf([small]), { alt: '', withoutScript: 'autoplay' })),
    );
    await there.hears('ready');
    await there.sees({ isPlaying: false, button: 'Play animation' });
    expect(await there.page.evaluate(() => document.querySelector('video')?.autoplay)).toBe(false);
    await there.leave();
  });

  it('shows the night to who prefers dark colours', async () => {
    const there = await visitDark(put(withManifest(withNight, 'light="scheme" alt=""')));
    await there.sees({ poster: '/night.jpg', layers: 1 });
    expect(site.asked).not.toContain('/small.mp4');
    await there.leave();
  });

  it.each([
    ['day', 9, 16, '/small.jpg'],
    ['night', 22, 4, '/night.jpg'],
  ])('shows the %s by the hour', async (_, from, to, poster) => {
    const html = withManifest(withNight, 'light="hour"');
    const there = await visit(put(html), (page) => page.emulateTimezone(zoneBetween(from, to)));
    await there.sees({ poster, layers: 1, isPlaying: true });
    await there.leave();
  });

  it('goes over from day to night at the same moment of the loop', async () => {
    const there = await visit(put(withManifest(withNight, 'light="day" style="--driftscape-fade:1.5s"')));
    await there.sees({ isPlaying: true });
    await there.page.evaluate(() =>
      document.querySelector('driftscape-video')?.setAttribute('light', 'night'),
    );
    const gap = await there.page.evaluate(async (loopSeconds) => {
      const root = document.querySelector('driftscape-video')?.shadowRoot;
      for (;;) {
        await new Promise(requestAnimationFrame);
        const [day, night] = root?.querySelectorAll('video') ?? [];
        if (!night || root?.querySelectorAll('.layer.shown').length !== 2) continue;
        await new Promise((resolve) => setTimeout(resolve, 300));
        const apart = Math.abs(day.currentTime - night.currentTime);
        return Math.min(apart, loopSeconds - apart);
      }
    }, loopSeconds);
    expect(gap).toBeLessThan(0.15);
    await there.sees({ layers: 1, source: '/night.mp4', isPlaying: true });
    await there.leave();
  });

  it('takes the smallest file that is sharp, in a type that it can play', async () => {
    const strange = sourceOf(small, 'video/mp4; codecs="zzzz.1"');
    const manifest = manifestOf([large, small], { sources: [strange, sourceOf(small), sourceOf(large)] });
    const there = await visit(put(withManifest(manifest, 'style="width:300px"') + withManifest(manifest)));
    await there.sees({ source: '/small.mp4', isPlaying: true });
    await there.sees({ source: '/large.mp4', isPlaying: true }, 1);
    await there.leave();
  });

  it('takes the crop of the box, and another when the box turns', async () => {
    const style =
      '<style>driftscape-video{aspect-ratio:16/9} @media (orientation:portrait){driftscape-video{aspect-ratio:9/16}}</style>';
    const there = await visit(put(withManifest(manifestOf([small, tall])), { head: style }));
    await there.sees({ source: '/small.mp4', isPlaying: true, width: 800, height: 450 });
    await there.page.setViewport({ width: 300, height: 700 });
    await there.sees({ source: '/tall.mp4', isPlaying: true, layers: 1 });
    await there.leave();
  });

  it('goes on to the next file when one fails, and to the poster when all do', async () => {
    const missing = { ...small, name: 'missing' };
    const some = manifestOf([missing, small], {
      sources: [sourceOf(missing, 'video/webm; codecs="vp09.00.10.08"'), sourceOf(small)],
    });
    const none = { ...some, sources: [sourceOf(missing)] };
    const there = await visit(
      put(withManifest(some, 'style="width:300px"') + withManifest(none, 'style="width:300px"')),
    );
    await there.sees({ source: '/small.mp4', isPlaying: true, isVideoShown: true });
    expect(await there.hears('error', ({ isLast }) => isLast === false)).toMatchObject({
      src: '/missing.mp4',
    });
    await there.hears('error', ({ isLast }) => isLast === true);
    await there.sees({ button: null, isVideoShown: false }, 1);
    await there.leave();
  });

  it('loops where the server knows no ranges', async () => {
    const manifest = manifestOf([small], { sources: [{ ...sourceOf(small), src: '/small.mp4?whole' }] });
    const there = await visit(put(withManifest(manifest)));
    await there.sees({ isPlaying: true });
    await there.page.evaluate(async () => {
      const video = document.querySelector('driftscape-video')?.shadowRoot?.querySelector('video');
      for (let last = 0; video && video.currentTime >= last; await new Promise(requestAnimationFrame))
        last = video.currentTime;
    });
    await there.sees({ isPlaying: true });
    await there.leave();
  });

  it('shows nothing but the scene at the loop', { timeout: 60_000 }, async () => {
    const manifest = manifestOf([small], { averageColour: undefined });
    const there = await visit(put(withManifest(manifest, 'button="none"')));
    await there.sees({ isPlaying: true, isVideoShown: true });
    // The page is pink: what is not the picture is far from it.
    const first = await shrunk(there.page);
    const shots: { time: number; difference: number }[] = [];
    const end = Date.now() + 2.5 * loopSeconds * 1000;
    while (Date.now() < end) {
      const [{ time }, shot] = [await there.look(), await shrunk(there.page)];
      shots.push({ time, difference: difference(first, shot) });
    }
    const rounds = shots.filter(({ time }, index) => index > 0 && time < shots[index - 1].time);
    expect(rounds.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...shots.map((shot) => shot.difference))).toBeLessThan(40);
    await there.page.evaluate(() => {
      document.querySelector('driftscape-video')?.shadowRoot?.querySelector('.layer')?.remove();
    });
    expect(difference(first, await shrunk(there.page))).toBeGreaterThan(80);
    await there.leave();
  });

  it('leaves others on the page alone', async () => {
    const one = withManifest(manifestOf([small]), 'style="width:300px"');
    const there = await visit(put(one + one));
    await there.sees({ isPlaying: true });
    await there.sees({ isPlaying: true }, 1);
    await there.page.evaluate(() =>
      (document.querySelector('driftscape-video') as unknown as { pause(): void }).pause(),
    );
    await there.sees({ isPlaying: false });
    await there.sees({ isPlaying: true }, 1);
    await there.leave();
  });

  it('plays again when it is taken away and put back', async () => {
    const there = await visit(put(`<main>${withManifest(manifestOf([small]))}</main>`));
    await there.sees({ isPlaying: true });
    const network = await there.page.evaluate(() => {
      const host = document.querySelector('driftscape-video');
      const video = host?.shadowRoot?.querySelector('video');
      host?.remove();
      (window as unknown as { host: unknown }).host = host;
      return [video?.paused, video?.getAttribute('src'), host?.shadowRoot?.querySelector('video')];
    });
    expect(network).toEqual([true, null, null]);
    await there.page.evaluate(() =>
      document.querySelector('main')?.append((window as unknown as { host: Node }).host),
    );
    await there.sees({ isPlaying: true, isVideoShown: true });
    await there.leave();
  });

  it('goes on when the visitor comes back to the page', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    await there.hears('play');
    await there.page.goto(site.put('elsewhere'));
    await there.page.evaluate(() => history.back());
    await expect.poll(() => there.page.evaluate(() => location.pathname)).not.toContain('elsewhere');
    const time = async () => (await there.look()).time;
    const before = await time();
    await expect.poll(time).not.toBe(before);
    await there.leave();
  });

  it('runs under a strict policy', async () => {
    const policy = "default-src 'self'; style-src 'none'; require-trusted-types-for 'script'";
    const there = await visit(
      put(withManifest(manifestOf([small])), { headers: { 'content-security-policy': policy } }),
    );
    // With the margin that pages have of themselves.
    await there.sees({ isPlaying: true, isVideoShown: true, width: 784, height: 441 });
    await there.page.close();
  });
});

/** A time zone in which it is now between two hours, the latter perhaps of the next day. */
function zoneBetween(from: number, to: number): string {
  const hourIn = (timeZone: string) =>
    Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format());
  const zones = [
    'Asia/Tokyo',
    'Europe/Berlin',
    'America/New_York',
    'America/Los_Angeles',
    'Pacific/Auckland',
    'Asia/Dubai',
  ];
  const isBetween = (hour: number) => (from < to ? hour >= from && hour <= to : hour >= from || hour <= to);
  const found = zones.find((zone) => isBetween(hourIn(zone)));
  if (!found) throw new Error(`It is nowhere between ${from} and ${to}`);
  return found;
}

/** The element as it is on the screen, on 32 × 18 pixels. */
async function shrunk(page: Page): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const png = await page.screenshot({ clip: { x: 0, y: 0, width: 800, height: 450 } });
  return sharp(png).removeAlpha().resize(32, 18, { kernel: 'cubic' }).raw().toBuffer();
}

/** The worst mean over one row: a flash may be as small as that. */
function difference(a: Buffer, b: Buffer): number {
  const row = 32 * 3;
  let worst = 0;
  for (let start = 0; start < a.length; start += row) {
    let sum = 0;
    for (let at = start; at < start + row; at++) sum += Math.abs(a[at] - b[at]);
    worst = Math.max(worst, sum / row);
  }
  return worst;
}
