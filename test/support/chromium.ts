import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

/** Debian's and Ubuntu's package puts it here; other places are named by CHROMIUM_PATH. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Starts Chromium without a window; its screen shows sRGB. Tests may run as root, for whom its sandbox does not start. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });

/** Describes tests that launch Chromium. Without one they are skipped, with a hint how to install it. */
export function describeInChromium(name: string, define: () => void): void {
  if (existsSync(executablePath)) return void describe(name, { timeout: 120_000 }, define);
  console.warn(`Not tested in Chromium: ${name}. There is no browser at ${executablePath}.
Install one (apt-get install chromium), or name another with CHROMIUM_PATH.`);
  describe.skip(name, define);
}
