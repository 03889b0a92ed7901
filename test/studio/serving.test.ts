import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptedCodings } from '../../src/server/accepted-codings.ts';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer({ closeTimeoutMs: 100 });
});

afterAll(() => server.close());

/** As it comes, not decompressed. */
async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const request = httpRequest(server.url + path, { headers, method }).end();
  const [response] = await once(request, 'response');
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the studio', () => {
  it('is a page that only runs its own scripts', async () => {
    const { status, headers, body } = await get('/studio');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    expect(policy).not.toContain('unsafe');
    expect(String(body)).not.toMatch(/<script>|style=|https?:/);
  });

  it('is at the root for browsers; programs are redirected to the API', async () => {
    const page = await get('/', browser);
    expect(page.status).toBe(200);
    expect(page.headers.vary).toMatch(/accept/);
    expect(page.body).toEqual((await get('/studio')).body);
    for (const accept of ['application/json', '*/*']) {
      const { status, headers } = await get('/', { accept });
      expect([status, headers.location]).toEqual([302, '/graphql']);
    }
  });

  it('uses relative URLs, so that a proxy may serve it below a path', async () => {
    const page = String((await get('/studio')).body);
    const names = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      expect(name).toMatch(/^\.\/studio\/[\w-]+-[\w-]{8}\.(?:js|css|svg)$/);
      const { status, headers } = await get(new URL(name, 'http://x/studio').pathname);
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await get('/studio/')).headers.location).toBe('../studio');
  });

  it('is compressed as the client accepts, with at most 60 kB of scripts', async () => {
    const page = String((await get('/studio')).body);
    const [, script] = /src="\.(\/studio\/[^"]+\.js)"/.exec(page) ?? [];
    const plain = await get(script);
    const gzip = await get(script, { 'accept-encoding': 'gzip' });
    const brotli = await get(script, { 'accept-encoding': 'gzip, deflate, br' });
    expect([plain, gzip, brotli].map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'br',
    ]);
    expect(gunzipSync(gzip.body)).toEqual(plain.body);
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    expect(gzip.body.length).toBeLessThan(60_000);
  });

  it('need not be sent again while unchanged', async () => {
    const { headers } = await get('/studio');
    expect(headers['cache-control']).toBe('no-cache');
    const again = await get('/studio', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('can only be read, and has no other files', async () => {
    expect((await get('/studio', {}, 'POST')).status).toBe(405);
    expect((await get('/studio', {}, 'HEAD')).body).toHaveLength(0);
    expect((await get('/studio/../package.json')).status).not.toBe(200);
    expect((await get('/studio/nothing.js')).status).toBe(404);
  });

  it('can be disabled', async () => {
    const bare = await startScriptedServer({ closeTimeoutMs: 100 }, { STUDIO: 'off' });
    try {
      const answer = await fetch(`${bare.url}/`, { headers: browser, redirect: 'manual' });
      expect(answer.headers.get('location')).toBe('/graphql');
      expect((await fetch(`${bare.url}/studio`)).status).toBe(404);
    } finally {
      await bare.close();
    }
  });
});

it.each([
  [undefined, ['identity']],
  ['gzip', ['gzip', 'identity']],
  ['br;q=0, *', ['gzip', 'identity']],
  ['GZIP;q=0.5, br', ['br', 'gzip', 'identity']],
  ['identity;q=0, gzip', ['gzip']],
])('Accept-Encoding: %s', (header, expected) => {
  expect(acceptedCodings(header, ['br', 'gzip', 'identity'])).toEqual(expected);
});
