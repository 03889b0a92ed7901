import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileBench } from '../files/file-bench.ts';

const shortName = '/element/driftscape-video.js';
const built = await readFile(resolve(import.meta.dirname, '../../packages/element/dist/index.js'));

let bench: FileBench;
let element: { url: string; latestUrl: string; integrity: string; sizeBytes: number };

beforeAll(async () => {
  bench = await FileBench.open();
  const query = '{ serverInfo { element { url latestUrl integrity sizeBytes } } }';
  element = (await bench.ask(query, {}, bench.keys.read)).serverInfo.element;
});

afterAll(() => bench[Symbol.asyncDispose]());

describe('the script of the element', () => {
  it('is at an address of its own, for good, and at a short one, for an hour, without a key', async () => {
    expect(element.latestUrl).toBe(`${bench.server.url}${shortName}`);
    expect(element.url).toMatch(/\/element\/driftscape-video-[0-9a-f]{16}\.js$/);
    for (const [address, cacheControl] of [
      [element.url, 'public, max-age=31536000, immutable'],
      [element.latestUrl, 'public, max-age=3600'],
    ]) {
      const response = await bench.fetch(address);
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': cacheControl,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        vary: 'accept-encoding',
      });
      expect(Buffer.from(await response.bytes())).toEqual(built);
    }
  });

  it('has the digest that the API says', async () => {
    const digest = createHash('sha384').update(built).digest('base64');
    expect(element).toMatchObject({ integrity: `sha384-${digest}`, sizeBytes: built.length });
  });

  it('comes compressed to who can read that, and at most 6 kB then', async () => {
    for (const [asked, coding] of [
      ['gzip', 'gzip'],
      ['gzip, br', 'br'],
      ['identity', null],
    ]) {
      const headers = { 'accept-encoding': asked as string };
      const response = await bench.fetch(shortName, { method: 'HEAD', headers });
      expect(response.headers.get('content-encoding')).toBe(coding);
      expect(Number(response.headers.get('content-length'))).toBeLessThanOrEqual(
        coding ? 6_000 : built.length,
      );
    }
  });

  it('is not sent again to who has it', async () => {
    const etag = (await bench.fetch(shortName)).headers.get('etag') as string;
    const again = await bench.fetch(shortName, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    expect(await bench.status(shortName, { headers: { 'if-none-match': 'W/"other"' } })).toBe(200);
  });

  it('is found by pages that name the script of an earlier version', async () => {
    const earlier = `/element/driftscape-video-${'0'.repeat(16)}.js`;
    const response = await bench.fetch(earlier, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await bench.fetch(earlier)).url).toBe(element.latestUrl);
  });

  it('is the only file there, and only to be fetched', async () => {
    for (const name of ['', 'index.js', 'html.js', '..%2fpackage.json', 'driftscape-video-0.js'])
      expect(await bench.status(`/element/${name}`), name).toBe(404);
    expect(await bench.status(shortName, { method: 'POST' })).toBe(405);
  });
});

it('pages of other sites may load it from a server without keys', async () => {
  const open = await FileBench.open({ AUTH: 'off' });
  try {
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
      origin: 'https://example.org',
    };
    expect(await open.status(shortName, { headers })).toBe(200);
    expect(await open.status('/metrics', { headers })).toBe(403);
  } finally {
    await open[Symbol.asyncDispose]();
  }
});
