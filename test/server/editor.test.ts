import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer({ closeTimeoutMs: 100 });
});

afterAll(() => server.close());

/** Time of the processor rather than of the clock, which others take a part of. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('the editor', () => {
  it('may only run its own scripts', async () => {
    const { headers } = await fetch(server.httpUrl, { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src ('sha256-[\w+/=]+' ?)+;/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it('is rendered once, and compressed for clients that accept that', async () => {
    const load = (encoding: string) =>
      new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
        const headers = { accept: 'text/html', 'accept-encoding': encoding };
        get(server.httpUrl, { headers }, async (response) => {
          resolve({ encoding: response.headers['content-encoding'], bytes: await buffer(response) });
        }).on('error', reject);
      });
    const [plain, compressed] = [await load('identity'), await load('br, gzip;q=0.5')];
    expect([plain.encoding, compressed.encoding]).toEqual([undefined, 'gzip']);
    expect((await load('gzip;q=0')).encoding).toBeUndefined();
    expect(gunzipSync(compressed.bytes).equals(plain.bytes)).toBe(true);
    expect(compressed.bytes.length).toBeLessThan(plain.bytes.length / 3);
    const loads = 10;
    const loading = await cpuMs(async () => {
      for (let i = 0; i < loads; i++) await load('gzip');
    });
    const compressing = await cpuMs(async () => void gzipSync(plain.bytes));
    expect(loading / loads).toBeLessThan(compressing / 3);
  });
});

describeInChromium('the editor in a browser', () => {
  it('works within its own policy', async () => {
    await using browser = await launchChromium();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const query = encodeURIComponent('{ __typename }');
    await page.goto(`${server.httpUrl}?query=${query}`);
    await page.getByLabel(/execute query/i).click();
    await page.getByText('"Query"').waitFor();
    expect(complaints).toEqual([]);
  });
});
