import { expect, it } from 'vitest';
import { type ElementBench, small } from '../bench.ts';
import { manifestOf } from '../loops.ts';
import { withManifest } from '../visit.ts';

const words = {
  de: 'Animation anhalten',
  fr: 'Mettre l’animation en pause',
  es: 'Pausar la animación',
  ja: 'アニメーションを一時停止',
};

/** What it does with the visitor: keys, scrolling, tabs, words, other elements on the page. */
export function defineVisitors(bench: ElementBench): void {
  const { put, visit } = bench;

  it('can be paused and played with the keyboard', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    // A frame may be shown a moment before the video plays, and only what plays is paused.
    await there.hears('play');
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

  it('loads nothing far below the screen, and pauses where it is not visible', async () => {
    const manifest = withManifest(manifestOf([small]));
    const there = await visit(
      put(
        `<div style="height:300vh"></div><driftscape-video src="/night.json"></driftscape-video>${manifest}`,
      ),
    );
    await there.hears('ready');
    expect(bench.site.asked.filter((path) => /night|mp4/.test(path))).toEqual([]);
    await there.page.evaluate(() => scrollTo(0, 1e6));
    await there.hears('play');
    await there.sees({ isPlaying: true }, 1);
    await there.listenAnew();
    await there.page.evaluate(() => scrollTo(0, 0));
    expect(await there.hears('pause')).toEqual({ reason: 'unseen' });
    await there.sees({ isPlaying: false, button: 'Pause animation' }, 1);
    await there.leave();
  });

  it('pauses in a hidden tab', async () => {
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

  it('does not affect other videos on the page', async () => {
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

  it('plays again after it was removed and inserted', async () => {
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

  it('continues when the visitor returns to the page', async () => {
    const there = await visit(put(withManifest(manifestOf([small]))));
    await there.hears('play');
    await there.page.goto(bench.site.put('elsewhere'));
    await there.page.evaluate(() => history.back());
    await expect.poll(() => there.page.evaluate(() => location.pathname)).not.toContain('elsewhere');
    const time = async () => (await there.look()).time;
    const before = await time();
    await expect.poll(time).not.toBe(before);
    await there.leave();
  });
}
