import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type ElementBench, large, small, tall } from '../bench.ts';
import { loopSeconds, manifestOf, sourceOf } from '../loops.ts';
import { withManifest } from '../visit.ts';

/** Which files it takes, and how they follow each other. */
export function defineSources(bench: ElementBench): void {
  const { put, visit } = bench;

  it('selects the smallest sharp file of a supported type', async () => {
    const strange = sourceOf(small, 'video/mp4; codecs="zzzz.1"');
    const manifest = manifestOf([large, small], { sources: [strange, sourceOf(small), sourceOf(large)] });
    const there = await visit(put(withManifest(manifest, 'style="width:300px"') + withManifest(manifest)));
    await there.sees({ source: '/small.mp4', isPlaying: true });
    await there.sees({ source: '/large.mp4', isPlaying: true }, 1);
    await there.leave();
  });

  it('selects the crop for its shape, and another when the shape changes', async () => {
    const style =
      '<style>driftscape-video{aspect-ratio:16/9} @media (orientation:portrait){driftscape-video{aspect-ratio:9/16}}</style>';
    const there = await visit(put(withManifest(manifestOf([small, tall])), { head: style }));
    await there.sees({ source: '/small.mp4', isPlaying: true, width: 800, height: 450 });
    await there.page.setViewport({ width: 300, height: 700 });
    await there.sees({ source: '/tall.mp4', isPlaying: true, layers: 1 });
    await there.leave();
  });

  it('falls back to the next file after an error, and to the poster after the last', async () => {
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

  it('reports that there is nothing to play, and shows the poster', async () => {
    const there = await visit(put(withManifest(manifestOf([small], { sources: [] }))));
    expect(await there.hears('error')).toMatchObject({ message: expect.stringContaining('nothing to play') });
    await there.sees({ poster: '/small.jpg', button: null, isVideoShown: false });
    await there.leave();
  });

  it('loops even if the server does not support ranges', async () => {
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

  it('shows only the scene at the loop', { timeout: 60_000 }, async () => {
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
}

/** The element as it is on the screen, on 32 × 18 pixels. */
async function shrunk(page: Page): Promise<Buffer> {
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
