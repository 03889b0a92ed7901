import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ServerProcess } from '../e2e/server-process.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { root } from './dockerfile.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const hasNginx = spawnSync('nginx', ['-v']).status === 0;
const name = 'driftscape.example.org';

/** A server behind nginx, set up as `deploy/nginx.conf` says but for ports, certificate and folders. */
describe.runIf(hasNginx)('behind nginx (skipped if not installed)', () => {
  let folder: string;
  let database: TestDatabase;
  let server: ServerProcess;
  let proxy: ReturnType<typeof spawn>;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftscape-proxy-'));
    database = await openEmbeddedTestDatabase();
    const { dataDirectory } = database.config;
    const bundle = await writeTestBundle(join(folder, 'bundle'));
    server = await ServerProcess.start({
      DATA_DIR: dataDirectory,
      BUNDLE_DIR: bundle,
      TRUSTED_PROXIES: '1',
      PUBLIC_URL: `https://${name}`,
    });
    port = await freePort();
    await writeConfiguration(folder, port, new URL(server.url).host);
    proxy = spawn(
      'nginx',
      ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log'), '-g', 'daemon off;'],
      { stdio: 'inherit' },
    );
    await vi.waitUntil(
      () =>
        ask('{ serverInfo { version } }').then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    );
  });

  afterAll(async () => {
    if (proxy?.exitCode === null) {
      const ended = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      await ended;
    }
    await server?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Over TLS, to the name of the site. */
  function send(
    path: string,
    method: string,
    headers: Record<string, string>,
    body: string | Buffer,
  ): Promise<{ status?: number; text: string }> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, servername: name, rejectUnauthorized: false };
      const sending = request({ ...options, headers: { host: name, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      sending.on('error', reject);
      sending.end(body);
    });
  }

  async function ask(query: string, variables: object = {}) {
    const headers = { 'content-type': 'application/json' };
    const { text } = await send('/graphql', 'POST', headers, JSON.stringify({ query, variables }));
    return JSON.parse(text).data;
  }

  it('answers, and gives URLs with the address that clients use', async () => {
    const { createUpload } = await ask(
      `mutation { createUpload(input: { name: "lake.jpg", contentType: "image/jpeg", sizeBytes: 3000000 }) {
        ... on CreateUploadSuccess { upload { url } } } }`,
    );
    expect(createUpload.upload.url).toMatch(new RegExp(`^https://${name}/uploads/`));
    // A photo larger than proxies take by default gets through.
    const { pathname } = new URL(createUpload.upload.url);
    expect(await send(pathname, 'PUT', {}, Buffer.alloc(3_000_000))).toMatchObject({ status: 204 });
  });

  it('forwards WebSockets', async () => {
    class Socket extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { rejectUnauthorized: false, headers: { host: name } });
      }
    }
    const client = createClient({
      url: `wss://127.0.0.1:${port}/graphql`,
      webSocketImpl: Socket,
      retryAttempts: 0,
    });
    const results = client.iterate({ query: 'subscription { queueEvents { __typename } }' });
    expect((await results.next()).value).toMatchObject({
      data: { queueEvents: { __typename: expect.any(String) } },
    });
    await client.dispose();
  });

  it('forwards events immediately', async () => {
    const headers = { host: name, accept: 'text/event-stream', 'content-type': 'application/json' };
    const options = {
      host: '127.0.0.1',
      port,
      path: '/graphql',
      method: 'POST',
      rejectUnauthorized: false,
      headers,
    };
    const sending = request(options);
    sending.end(JSON.stringify({ query: 'subscription { queueEvents { __typename } }' }));
    const [response] = await once(sending, 'response');
    let text = '';
    for await (const chunk of response) {
      text += chunk;
      if (text.includes('event: next')) break;
    }
    expect(text).toContain('event: next');
    sending.destroy();
  });
});

async function writeConfiguration(folder: string, port: number, server: string): Promise<void> {
  const [key, certificate] = ['privkey.pem', 'fullchain.pem'].map((file) => join(folder, file));
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`];
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const text = await readFile(join(root, 'deploy/nginx.conf'), 'utf8');
  const site = text
    .replace('server 127.0.0.1:4000', `server ${server}`)
    .replace('listen 80;', `listen ${await freePort()};`)
    .replace('listen 443 ssl;', `listen ${port} ssl;`)
    .replaceAll('/etc/ssl/driftscape', folder);
  await mkdir(join(folder, 'temporary'));
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = kinds.map((kind) => `${kind}_temp_path ${join(folder, 'temporary', kind)};`);
  await writeFile(
    join(folder, 'nginx.conf'),
    `pid ${join(folder, 'nginx.pid')};\nevents {}\nhttp {\naccess_log off;\n${paths.join('\n')}\n${site}\n}\n`,
  );
}
