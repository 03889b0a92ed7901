import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer({ closeTimeoutMs: 100 });
});

afterAll(() => server.close());

describe('the editor', () => {
  it('may run its own scripts and no others', async () => {
    const { headers } = await fetch(server.httpUrl, { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'; script-src ('sha256-[\w+/=]+' ?)+;/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  it.skipIf(!existsSync(executablePath))('works in a browser that keeps to that', async () => {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
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
    } finally {
      await browser.close();
    }
  });
});
