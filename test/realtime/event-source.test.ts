import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, frame } from './scripted-animations.ts';
import { type ScriptedServer, startScriptedServer, watch } from './server.ts';

/** Debian's and Ubuntu's package puts it here; other places are named by CHROMIUM_PATH. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

function defineTests(): void {
  let server: ScriptedServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startScriptedServer();
    // Tests may run as root, for whom Chromium's sandbox does not start.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('receives every event once and stops after the end, also with `after: 0`', async () => {
    const { animation, httpUrl, url } = server;
    // A page of the server's own, whose policy keeps it from asking for anything.
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${url}/health`);
    const address = new URL(httpUrl);
    address.searchParams.set('query', watch);
    address.searchParams.set('variables', JSON.stringify({ id: animation.id, after: 0 }));
    const heard = page.evaluate(
      (source) =>
        new Promise<string[]>((resolve) => {
          const ids: string[] = [];
          const events = new EventSource(source);
          events.addEventListener('next', (event) => ids.push(event.lastEventId));
          // A browser comes back after the end of a stream, unless it is told that nothing is left.
          events.onerror = () => {
            if (events.readyState === EventSource.CLOSED) resolve(ids);
          };
        }),
      address.href,
    );
    await animation.whenListeners(1);
    animation.send(frame(1), frame(2), ended(3));
    expect(await heard).toEqual(['0', '1', '2', '3']);
    expect(animation.listeners).toBe(0);
  });
}

if (existsSync(executablePath)) describe('an EventSource of a browser', { timeout: 120_000 }, defineTests);
else {
  console.warn(`The EventSource of a browser is not tested: there is no browser at ${executablePath}.
Install one (apt-get install chromium), or name another with CHROMIUM_PATH.`);
  describe.skip('an EventSource of a browser', defineTests);
}
