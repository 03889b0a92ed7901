import { expect, it } from 'vitest';
import { elementHtml } from '../../../packages/element/src/html.ts';
import { type ElementBench, small, withNight } from '../bench.ts';
import { loopSeconds, manifestOf } from '../loops.ts';
import { withManifest } from '../visit.ts';

/** What it makes of how visitors like it: less motion, dark colours, the hour of the day. */
export function defineTastes(bench: ElementBench): void {
  const { put, visit, visitCalm, visitDark } = bench;

  it('does not play with reduced motion, loads no video, and plays on request', async () => {
    const there = await visitCalm(put(withManifest(manifestOf([small]))));
    await there.hears('ready');
    await there.sees({ button: 'Play animation', poster: '/small.jpg', isPlaying: false });
    expect(bench.site.asked).not.toContain('/small.mp4');
    await there.page.locator('driftscape-video >>> button').click();
    await there.hears('play');
    await there.sees({ button: 'Pause animation', isVideoShown: true });
    await there.leave();
  });

  it('stops a plain video that started by itself, with reduced motion', async () => {
    const there = await visitCalm(
      put(elementHtml(manifestOf([small]), { alt: '', withoutScript: 'autoplay' })),
    );
    await there.hears('ready');
    await there.sees({ isPlaying: false, button: 'Play animation' });
    expect(await there.page.evaluate(() => document.querySelector('video')?.autoplay)).toBe(false);
    await there.leave();
  });

  it('shows the night with dark colours', async () => {
    const there = await visitDark(put(withManifest(withNight, 'light="scheme" alt=""')));
    await there.sees({ poster: '/night.jpg', layers: 1 });
    expect(bench.site.asked).not.toContain('/small.mp4');
    await there.leave();
  });

  it.each([
    ['day', 9, 16, '/small.jpg'],
    ['night', 22, 4, '/night.jpg'],
  ])('shows the %s by the time of day', async (_, from, to, poster) => {
    const html = withManifest(withNight, 'light="hour"');
    const there = await visit(put(html), (page) => page.emulateTimezone(zoneBetween(from, to)));
    await there.sees({ poster, layers: 1, isPlaying: true });
    await there.leave();
  });

  it('switches from day to night at the same moment of the loop', async () => {
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
}

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
