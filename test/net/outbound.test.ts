import type { LookupAddress } from 'node:dns';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outbound, type OutboundOptions } from '../../src/net/outbound.ts';
import { startWebServer, type WebServer } from './web-server.ts';

const address = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

/** So long that a reader who does not read is full, and so short that the connection's end is seen all the same. */
const large = Buffer.alloc(80_000, 'a');

function encode(codings: string): Buffer {
  const encoders: Record<string, (bytes: Buffer) => Buffer> = {
    gzip: (bytes) => gzipSync(bytes),
    deflate: (bytes) => deflateSync(bytes),
    br: (bytes) => brotliCompressSync(bytes),
  };
  const names = codings.toLowerCase().split(', ');
  return names.reduce<Buffer>((bytes, name) => encoders[name]?.(bytes) ?? bytes, Buffer.from('a file'));
}

describe('fetching a URL from a client', () => {
  let server: WebServer;
  const closing: Outbound[] = [];

  beforeAll(async () => {
    server = await startWebServer(answer);
  });

  afterAll(async () => {
    for (const outbound of closing) await outbound.close();
    await server[Symbol.asyncDispose]();
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const redirects = Number(searchParams.get('redirects'));
    if (redirects > 0) response.writeHead(302, { location: `?redirects=${redirects - 1}` }).end();
    else if (searchParams.has('to'))
      response.writeHead(302, { location: searchParams.get('to') ?? '' }).end();
    else if (pathname === '/endless') response.write('a beginning');
    else if (pathname === '/broken') response.write('a beginning', () => response.destroy());
    else if (pathname === '/silent') return;
    else if (pathname === '/encoded') {
      const coding = searchParams.get('as') ?? '';
      const bytes = searchParams.has('damaged') ? Buffer.from('damaged') : encode(coding);
      response.writeHead(200, { 'content-encoding': coding }).end(bytes);
    } else if (pathname === '/large') response.writeHead(200, { connection: 'close' }).end(large);
    else if (pathname === '/missing') response.writeHead(404).end();
    else response.end('a file');
  }

  function open(options: Partial<OutboundOptions> = {}): Outbound {
    const outbound = new Outbound({ allow: [], ...options });
    closing.push(outbound);
    return outbound;
  }

  async function read(outbound: Outbound, url: string): Promise<string> {
    using download = await outbound.download(url);
    const chunks: Uint8Array[] = [];
    for await (const chunk of download.bytes) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  it('returns the file, with the announced size', async () => {
    const outbound = open({ allow: ['127.0.0.1'] });
    using download = await outbound.download(`${server.url}/photo.jpg`);
    expect(download.sizeBytes).toBe(6);
    expect(await read(outbound, `${server.url}/photo.jpg`)).toBe('a file');
  });

  it.each([
    'ftp://example.org/a.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'example.org/a.jpg',
    '',
    'http://',
    'http://user:secret@example.org/',
    `https://example.org/${'a'.repeat(2_048)}`,
  ])('rejects %s, which is not a plain web address', async (url) => {
    await expect(open().download(url)).rejects.toMatchObject({
      code: 'INVALID_URL',
      message: expect.not.stringContaining('secret'),
    });
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://224.0.0.1/',
  ])('never connects to %s', async (url) => {
    const before = server.connections();
    const download = open().download(url.replace('PORT', String(server.port)));
    await expect(download).rejects.toMatchObject({ code: 'INVALID_URL' });
    expect(server.connections()).toBe(before);
  });

  it('never connects to a name with a private address among its addresses', async () => {
    const resolve = async () => [address('93.184.215.14'), address('127.0.0.1')];
    const download = open({ resolve }).download(`http://example.org:${server.port}/`);
    await expect(download).rejects.toMatchObject({ code: 'INVALID_URL' });
  });

  it('connects to the address that was checked, even if the name changes meanwhile', async () => {
    const answers = ['127.0.0.1', '127.0.0.2'];
    let questions = 0;
    const resolve = async () => [address(answers[Math.min(questions++, 1)])];
    const outbound = open({ allow: ['127.0.0.1'], resolve });
    const url = `http://rebinding.example.org:${server.port}/`;
    expect(await read(outbound, url)).toBe('a file');
    expect(questions).toBe(1);
    await expect(outbound.download(url)).rejects.toMatchObject({ code: 'INVALID_URL' });
    expect(questions).toBe(2);
  });

  it.each(['gzip', 'deflate', 'br', 'identity', 'gzip, br', 'GZIP'])(
    'decodes an unrequested Content-Encoding of %s',
    async (coding) => {
      const outbound = open({ allow: ['127.0.0.1'] });
      const url = `${server.url}/encoded?as=${encodeURIComponent(coding)}`;
      using download = await outbound.download(url);
      expect(download.sizeBytes).toBe(null);
      expect(await read(outbound, url)).toBe('a file');
    },
  );

  it('rejects an unsupported Content-Encoding by name', async () => {
    const download = open({ allow: ['127.0.0.1'] }).download(`${server.url}/encoded?as=compress`);
    await expect(download).rejects.toMatchObject({ code: 'FETCH_FAILED' });
    await expect(download).rejects.toThrow('it encoded the file as "compress"');
  });

  it('reports damaged encoded content', async () => {
    const outbound = open({ allow: ['127.0.0.1'] });
    const reading = read(outbound, `${server.url}/encoded?as=gzip&damaged=1`);
    await expect(reading).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });

  it('survives a server that ends the connection while the file is not yet read', async () => {
    const outbound = open({ allow: ['127.0.0.1'] });
    using download = await outbound.download(`${server.url}/large`);
    await server.idle();
    const chunks: Uint8Array[] = [];
    for await (const chunk of download.bytes) chunks.push(chunk);
    expect(Buffer.concat(chunks).length).toBe(large.length);
  });

  it('follows three redirects and no more', async () => {
    const outbound = open({ allow: ['127.0.0.1'] });
    expect(await read(outbound, `${server.url}/?redirects=3`)).toBe('a file');
    await expect(outbound.download(`${server.url}/?redirects=4`)).rejects.toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('redirects more than 3 times'),
    });
  });

  it.each([
    ['http://127.0.0.2:PORT/', 'INVALID_URL'],
    ['http://[::1]:PORT/', 'INVALID_URL'],
    ['http://127.1.1.1:PORT/', 'INVALID_URL'],
    ['http://169.254.169.254/', 'INVALID_URL'],
    ['file:///etc/passwd', 'FETCH_FAILED'],
    ['http://', 'FETCH_FAILED'],
  ])('does not follow a redirect to %s', async (to, code) => {
    const target = encodeURIComponent(to.replace('PORT', String(server.port)));
    const download = open({ allow: ['127.0.0.1'] }).download(`${server.url}/?to=${target}`);
    await expect(download).rejects.toMatchObject({ code });
  });

  it('reports what was received instead of a file', async () => {
    const outbound = open({ allow: ['127.0.0.1'] });
    const failure = (what: string) => ({ code: 'FETCH_FAILED', message: expect.stringContaining(what) });
    await expect(outbound.download(`${server.url}/missing`)).rejects.toMatchObject(failure('status 404'));
    await expect(read(outbound, `${server.url}/broken`)).rejects.toMatchObject(failure('broke off'));
    await expect(outbound.download('http://127.0.0.1:1/')).rejects.toMatchObject(failure('refused'));
    const nowhere = open({
      resolve: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    });
    await expect(nowhere.download('http://nowhere.example.org/')).rejects.toMatchObject(failure('no server'));
  });

  it.each(['silent', 'endless'])('gives up on a %s server', async (path) => {
    const outbound = open({ allow: ['127.0.0.1'], downloadTimeoutMs: 200 });
    await expect(read(outbound, `${server.url}/${path}`)).rejects.toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('too long'),
    });
  });
});

describe('calling a URL from a client', () => {
  let server: WebServer;
  let outbound: Outbound;
  const post = { body: '{}', headers: {}, timeoutMs: 30_000 };

  beforeAll(async () => {
    server = await startWebServer(({ url, method }, response) => {
      if (url === '/moved') response.writeHead(307, { location: '/' }).end();
      else if (url !== '/silent') response.writeHead(method === 'POST' ? 201 : 405).end();
    });
    outbound = new Outbound({ allow: ['127.0.0.1'] });
  });

  afterAll(async () => {
    await outbound.close();
    await server[Symbol.asyncDispose]();
  });

  it('returns the status of the first response, even if it is a redirect', async () => {
    const { signal } = new AbortController();
    expect(await outbound.post(server.url, { ...post, signal })).toBe(201);
    expect(await outbound.post(`${server.url}/moved`, { ...post, signal })).toBe(307);
  });

  it('gives up when no response arrives in time, and at once when aborted', async () => {
    const url = `${server.url}/silent`;
    const { signal } = new AbortController();
    await expect(outbound.post(url, { ...post, timeoutMs: 200, signal })).rejects.toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('too long'),
    });
    const stopping = AbortSignal.abort();
    await expect(outbound.post(url, { ...post, signal: stopping })).rejects.toBe(stopping.reason);
  });

  it('is rejected in advance for private addresses, but not for names that are unknown yet', async () => {
    await outbound.check(server.url);
    await outbound.check('https://not-there-yet.invalid/');
    for (const url of ['http://127.0.0.2/', 'http://[::1]/', 'http://0x7f000002/', 'mailto:a@example.org']) {
      await expect(outbound.check(url)).rejects.toMatchObject({ code: 'INVALID_URL' });
    }
  });
});
