import type { Browser, Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { Manifest } from '../../packages/element/src/manifest.ts';

export interface Heard {
  name: string;
  detail: Record<string, unknown>;
}

/** A page with elements, as people and the page's own script meet it. */
export class Visit {
  readonly page: Page;
  /** What the page complained of. */
  readonly faults: string[] = [];
  /** Errors on its console, those of the browser itself among them. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async to(
    browser: Browser,
    address: string,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<Visit> {
    const page = await browser.newPage();
    await page.setViewport({ width: 800, height: 600 });
    await prepare?.(page);
    const visit = new Visit(page);
    await page.goto(address);
    return visit;
  }

  /** Every event of every element, in turn, those fired before this was asked too. */
  heard(): Promise<Heard[]> {
    return this.page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  }

  /** Waits for an event; resolves to what it says. */
  async hears(
    name: string,
    isIt: (detail: Record<string, unknown>) => boolean = () => true,
  ): Promise<Heard['detail']> {
    let found: Heard | undefined;
    const look = async () => {
      const events = await this.heard();
      found = events.find((event) => event.name === name && isIt(event.detail));
      return found ? name : `${events.map((event) => event.name)} and not ${name}`;
    };
    await expect.poll(look, { timeout: 15_000, interval: 50 }).toBe(name);
    return found?.detail ?? {};
  }

  /** Forgets what was heard, so that what comes next can be waited for. */
  async listenAnew(): Promise<void> {
    await this.page.evaluate(() => {
      (window as unknown as { heard: Heard[] }).heard.length = 0;
    });
  }

  /** Of the nth element: what can be seen of it. */
  look(nth = 0): Promise<Look> {
    return this.page.evaluate((nth) => {
      const host = document.querySelectorAll('driftscape-video')[nth];
      const root = host.shadowRoot;
      const slot = root?.querySelector('slot');
      const video = root?.querySelector('video') ?? (slot && host.querySelector('video'));
      const button = root?.querySelector('button');
      const media = root?.querySelector('[part=media]');
      const { width, height } = host.getBoundingClientRect();
      return {
        ...{ width, height },
        layers: root?.querySelectorAll('.layer').length ?? 0,
        poster: root?.querySelector('img')?.currentSrc.replace(location.origin, '') ?? '',
        source: video?.currentSrc.replace(location.origin, '') ?? '',
        isPlaying: Boolean(video && !video.paused && video.readyState > 2),
        isVideoShown: (slot ?? video)?.className === 'shown',
        time: video?.currentTime ?? 0,
        button: button && !button.hidden ? button.ariaLabel : null,
        role: media?.role ?? null,
        alt: media?.ariaLabel ?? null,
      };
    }, nth);
  }

  /** How far things have moved by themselves, and the address of the largest thing painted: Chromium alone measures both. */
  paints(): Promise<{ shift: number; paint: string | undefined }> {
    return this.page.evaluate(async () => {
      const read = (type: string) =>
        new Promise<PerformanceEntry[]>((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
          observer.observe({ type, buffered: true });
          setTimeout(() => resolve([]), 500);
        });
      const shifts = (await read('layout-shift')) as (PerformanceEntry & { value: number })[];
      const paints = (await read('largest-contentful-paint')) as (PerformanceEntry & { url: string })[];
      return { shift: shifts.reduce((sum, { value }) => sum + value, 0), paint: paints.at(-1)?.url };
    });
  }

  /** Waits until what can be seen fits. */
  async sees(expected: Partial<Look>, nth = 0): Promise<void> {
    await expect.poll(() => this.look(nth), { timeout: 15_000, interval: 50 }).toMatchObject(expected);
  }

  /** Presses Tab until that has the focus; browsers may have their own stops on the way. */
  async tabTo(tagName: string): Promise<void> {
    await this.page.bringToFront();
    const focused = async () => {
      await this.page.keyboard.press('Tab');
      // What has the page's focus keeps it while the browser's own bars have the keyboard.
      return this.page.evaluate(() =>
        document.hasFocus() ? document.activeElement?.shadowRoot?.activeElement?.tagName : 'none',
      );
    };
    await expect.poll(focused, { timeout: 10_000 }).toBe(tagName);
  }

  give(manifest: Manifest, nth = 0): Promise<void> {
    return this.page.evaluate(
      (manifest, nth) => {
        const host = document.querySelectorAll('driftscape-video')[nth];
        (host as unknown as { manifest: Manifest }).manifest = manifest;
      },
      manifest,
      nth,
    );
  }

  async leave(): Promise<void> {
    expect(this.faults).toEqual([]);
    await this.page.close();
  }
}

export interface Look {
  width: number;
  height: number;
  layers: number;
  /** Paths of what is shown. */
  poster: string;
  source: string;
  isPlaying: boolean;
  isVideoShown: boolean;
  time: number;
  /** Its name where there is one. */
  button: string | null;
  role: string | null;
  alt: string | null;
}

/** Runs before the element is there, so that no event is missed. */
export const listener = `<script>
  window.heard = [];
  for (const name of ['ready', 'play', 'pause', 'source', 'error'])
    addEventListener('driftscape:' + name, ({ detail }) => heard.push({ name, detail: JSON.parse(JSON.stringify(detail)) }));
</script>`;

/** An element with its manifest inside. */
export function withManifest(manifest: Manifest, attributes = 'alt="A lake"', inside = ''): string {
  return `<driftscape-video ${attributes}>${inside}<script type="application/json">${JSON.stringify(manifest)}</script></driftscape-video>`;
}
