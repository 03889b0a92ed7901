import { expect, it } from 'vitest';
import { elementHtml } from '../../../packages/element/src/html.ts';
import { type ElementBench, small } from '../bench.ts';
import { h264, manifestOf } from '../loops.ts';
import { withManifest } from '../visit.ts';

/** How it plays what it is given. */
export function definePlaying(bench: ElementBench): void {
  const { put, visit } = bench;

  it('plays the videos of a manifest, over its poster, and emits events', async () => {
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

  it('uses the plain video inside it, without loading it twice', async () => {
    const html = elementHtml(manifestOf([small]), { alt: 'A lake', withoutScript: 'autoplay' });
    const there = await visit(put(html));
    await there.hears('play');
    await there.sees({ isPlaying: true, isVideoShown: true, source: '/small.mp4' });
    const ownVideos = await there.page.evaluate(
      () => document.querySelector('driftscape-video')?.shadowRoot?.querySelectorAll('video').length,
    );
    expect(ownVideos).toBe(0);
    expect(bench.site.asked.filter((path) => path === '/small.jpg')).toHaveLength(1);
    await there.leave();
  });

  it('needs no manifest if the plain video is sufficient', async () => {
    const video = `<video width="320" height="180" poster="/small.jpg" controls preload="none" aria-label="A lake">
      <source src="/missing.mp4" type="video/x-unheard-of"><source src="/small.mp4" type='${h264}'></video>`;
    const there = await visit(put(`<driftscape-video>${video}</driftscape-video>`));
    await there.hears('play');
    await there.sees({ source: '/small.mp4', alt: 'A lake', isVideoShown: true });
    expect(await there.page.evaluate(() => document.querySelector('video')?.controls)).toBe(false);
    await there.leave();
  });

  it('uses a snippet as it was pasted', async () => {
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

  it('leaves a plain video that plays without scripts', async () => {
    const html = elementHtml(manifestOf([small]), { alt: 'A lake', withoutScript: 'autoplay' });
    // Firefox cannot be told to run no scripts, a page can.
    const address = put(html, { headers: { 'content-security-policy': "script-src 'none'" } });
    const there = await visit(address, async (page) => {
      if (bench.browserName === 'chrome') await page.setJavaScriptEnabled(false);
    });
    const time = () => there.page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
    await expect.poll(time).toBeGreaterThan(0.2);
    expect(
      await there.page.evaluate(() => document.querySelector('driftscape-video')?.shadowRoot),
    ).toBeNull();
    await there.page.close();
  });

  it('fetches the manifest of `src`, with URLs relative to it', async () => {
    const there = await visit(put('<driftscape-video src="night.json"></driftscape-video>'));
    await there.hears('play');
    await there.sees({ source: '/night.mp4', poster: '/night.jpg', role: null });
    await there.leave();
  });

  it('keeps its size and reports what is wrong if the manifest cannot be loaded', async () => {
    const there = await visit(
      put('<driftscape-video src="/nowhere.json" width="400" height="300"></driftscape-video>'),
    );
    expect(await there.hears('error')).toMatchObject({
      message: expect.stringMatching(/nowhere\.json answered 404$/),
    });
    await there.sees({ width: 800, height: 600, button: null });
    await there.leave();
  });

  it('works with a strict policy', async () => {
    const policy = "default-src 'self'; style-src 'none'; require-trusted-types-for 'script'";
    const there = await visit(
      put(withManifest(manifestOf([small])), { headers: { 'content-security-policy': policy } }),
    );
    // With the margin that pages have of themselves.
    await there.sees({ isPlaying: true, isVideoShown: true, width: 784, height: 441 });
    await there.page.close();
  });
}
