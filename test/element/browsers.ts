import puppeteer, { type Browser } from 'puppeteer-core';

/** Debian's packages put them here; other places are named by variables. */
const executables = {
  chrome: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  firefox: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
};

export type BrowserName = keyof typeof executables;
export const browserNames = ['chrome', 'firefox'] as const;

export interface Taste {
  /** Less motion. */
  isCalm?: boolean;
  /** Dark colours. */
  isDark?: boolean;
}

/** A browser with nothing but a fresh profile. Preferences are the system's: Firefox can be told of them at its start alone. */
export function launch(
  browser: BrowserName,
  { isCalm = false, isDark = false }: Taste = {},
): Promise<Browser> {
  return puppeteer.launch({
    browser,
    executablePath: executables[browser],
    // Tests may run as root, for whom Chromium's sandbox does not start.
    args: browser === 'chrome' ? ['--no-sandbox', '--js-flags=--expose-gc'] : [],
    extraPrefsFirefox: {
      'ui.prefersReducedMotion': Number(isCalm),
      'ui.systemUsesDarkTheme': Number(isDark),
      'layout.css.prefers-color-scheme.content-override': isDark ? 0 : 1,
    },
  });
}
