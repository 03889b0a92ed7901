import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { type BrowserName, launch } from './browsers.ts';
import { type Loop, manifestOf, writeJson, writeLoop } from './loops.ts';
import { Site } from './site.ts';
import { listener, Visit } from './visit.ts';

export const small: Loop = { name: 'small', width: 320, height: 180 };
export const large: Loop = { name: 'large', width: 640, height: 360 };
export const tall: Loop = { name: 'tall', width: 180, height: 320 };
const night: Loop = { name: 'night', width: 320, height: 180, light: 0.35 };
/** A day that has a night beside it. */
export const withNight = manifestOf([small], {
  light: 'as-taken',
  companions: [{ light: 'moonlit-night', isDark: true, manifest: '/night.json' }],
});

/** A browser, and a site with the element and a few loops. */
export class ElementBench {
  readonly browserName: BrowserName;
  site!: Site;
  #folder = '';
  #browser!: Browser;
  /** Who likes less motion and dark colours. */
  #calm!: Browser;

  constructor(browserName: BrowserName) {
    this.browserName = browserName;
  }

  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'element-'));
    for (const loop of [small, large, tall, night]) await writeLoop(this.#folder, loop);
    await writeJson(
      this.#folder,
      'night.json',
      manifestOf([night], { light: 'moonlit-night', isDark: true, poster: 'night.jpg' }),
    );
    this.site = await Site.open(resolve(import.meta.dirname, '../../packages/element/dist'), this.#folder);
    this.#browser = await launch(this.browserName);
    // Chromium is told of preferences page by page, Firefox at its start alone.
    this.#calm =
      this.browserName === 'chrome'
        ? this.#browser
        : await launch(this.browserName, { isCalm: true, isDark: true });
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    if (this.#calm !== this.#browser) await this.#calm?.close();
    await this.site?.close();
    await rm(this.#folder, { recursive: true });
  }

  readonly put: Site['put'] = (body, options) =>
    this.site.put(body, { ...options, head: listener + (options?.head ?? '') });

  readonly visit = (address: string, prepare?: (page: Page) => Promise<unknown>) =>
    Visit.to(this.#browser, address, prepare);

  readonly visitCalm = (address: string) =>
    Visit.to(this.#calm, address, this.#prefer('prefers-reduced-motion', 'reduce'));

  readonly visitDark = (address: string) =>
    Visit.to(this.#calm, address, this.#prefer('prefers-color-scheme', 'dark'));

  #prefer(feature: string, value: string) {
    return async (page: Page) => {
      if (this.browserName === 'chrome') await page.emulateMediaFeatures([{ name: feature, value }]);
    };
  }
}
