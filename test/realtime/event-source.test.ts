import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { ended, frame } from './scripted-animations.ts';
import { type ScriptedServer, startScriptedServer, watch } from './server.ts';

describeInChromium('an EventSource of a browser', () => {
  let server: ScriptedServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startScriptedServer();
    browser = await launchChromium();
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
});
