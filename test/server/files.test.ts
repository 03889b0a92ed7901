import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccess } from '../../src/access/access.ts';
import { loadConfig } from '../../src/config.ts';
import type { Driftscape } from '../../src/driftscape.ts';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import { Metrics } from '../../src/observability/metrics.ts';
import { type Server, startServer } from '../../src/server.ts';
import { DiskStorage } from '../../src/storage/disk.ts';

const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
const key = 'animations/0193/video.mp4';

let folder: string;
let server: Server;
let url: string;
let etag: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-files-'));
  const storage = await DiskStorage.open(folder, { isExclusive: true });
  ({ etag } = await storage.put(key, bytes));
  await storage.put('waiting/0193', bytes);
  await storage.put('images/page.html', Buffer.from('<script>'));
  const config = { ...loadConfig({}), port: 0 };
  // Which rows name a file is not the matter here.
  const secrets = {
    tokens: 'secret',
    links: { accepted: async () => [], ended: async () => new Set<string>() },
  };
  const file = async () => ({ audience: { kind: 'everybody' }, file: { name: null, isPhoto: false } });
  const access = { ...openAccess(config, {} as PrismaClient, secrets), grants: { file } };
  const driftscape = { storage, access, metrics: new Metrics() } as unknown as Driftscape;
  // Some of these clients do not read what they asked for.
  const options = { closeTimeoutMs: 100 };
  server = await startServer(driftscape, config, pino({ level: 'silent' }), options);
  url = `${server.url}/files/${key}`;
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function get(headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(url, { method, headers });
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

describe('a stored file', () => {
  it('is sent whole, cacheable for ever and not executable', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '300000',
      'content-disposition': 'inline; filename="video.mp4"',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      etag,
    });
    expect(await bodyOf(response)).toEqual(bytes);
  });

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=299990-', 299_990, 299_999],
    ['bytes=-5', 299_995, 299_999],
    ['bytes=1000-999999', 1_000, 299_999],
  ])('is sent in part for %s', async (range, start, end) => {
    const response = await get({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/300000`);
    expect(response.headers.get('content-length')).toBe(String(end - start + 1));
    expect(await bodyOf(response)).toEqual(bytes.subarray(start, end + 1));
  });

  it('is rejected in part beyond its end, with its size', async () => {
    const response = await get({ range: 'bytes=300000-' });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */300000');
  });

  it('is sent whole if the range is of another version', async () => {
    expect((await get({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
  });

  it.each([(tag: string) => tag, (tag: string) => `"other", W/${tag}`, () => '*'])(
    'is not sent again to someone who has it',
    async (ifNoneMatch) => {
      const response = await get({ 'if-none-match': ifNoneMatch(etag) });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
      expect(await bodyOf(response)).toHaveLength(0);
      expect((await get({ 'if-none-match': '"another"' })).status).toBe(200);
    },
  );

  it('has HEAD responses without content', async () => {
    const response = await get({}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('300000');
    expect(await bodyOf(response)).toHaveLength(0);
  });

  it('can only be read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const response = await get({}, method);
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
    }
  });

  it('is offered for download, and not executable, if it is neither picture nor video', async () => {
    const response = await fetch(`${server.url}/files/images/page.html`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="page.html"');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });
});

describe('a URL without a file', () => {
  it.each([
    'none/none.mp4',
    '',
    'animations/0193/',
    'animations/0193',
    '../package.json',
    '..%2f..%2fetc%2fpasswd',
    '.unfinished/job-1/upload',
    // A photo that nobody has looked at yet.
    'waiting/0193',
    'waiting%2f0193',
    '%',
    '%00',
    'animations/0193/video.mp4/more',
    `images/${'x'.repeat(5_000)}.jpg`,
  ])('%s gives 404', async (path) => {
    // fetch would resolve the dots itself.
    const request = httpRequest(`${server.url}/`, { path: `/files/${path}` }).end();
    const [response] = await once(request, 'response');
    response.resume();
    expect(response.statusCode).toBe(404);
    expect(response.headers['cache-control']).toBe('no-store');
  });
});

describe('a client that disconnects in the middle of a file', () => {
  it('affects nobody else', async () => {
    const request = httpRequest(url).end();
    const [response] = await once(request, 'response');
    response.destroy();
    expect((await get()).status).toBe(200);
  });
});
