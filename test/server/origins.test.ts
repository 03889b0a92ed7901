import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { isAllowedOrigin } from '../../src/server/origins.ts';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';
import { postOperation } from '../support/post-operation.ts';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer({}, { CORS_ORIGINS: 'https://site.example, https://other.example/' });
});

afterAll(() => server.close());

function ask(headers: Record<string, string>, init: RequestInit = {}): Promise<Response> {
  return fetch(server.httpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ __typename }"}',
    ...init,
  });
}

/** The status of a WebSocket's handshake: 101 when it opens. */
function connect(origin: string): Promise<number> {
  const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws', { origin });
  return new Promise((resolve) => {
    socket.on('upgrade', ({ statusCode = 0 }) => resolve(statusCode));
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', () => {});
    socket.on('open', () => socket.close());
  });
}

describe('pages of other sites', () => {
  it('may read responses if their site is on the list', async () => {
    const allowed = async (origin: string) =>
      (await ask({ origin })).headers.get('access-control-allow-origin');
    expect(await allowed('https://site.example')).toBe('https://site.example');
    expect(await allowed('https://other.example')).toBe('https://other.example');
    expect(await allowed('https://evil.example')).toBeNull();
    expect(await allowed('https://site.example.evil.example')).toBeNull();
  });

  it('learn in advance which headers they may send', async () => {
    const preflight = (origin: string) =>
      ask(
        {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
        { method: 'OPTIONS', body: null },
      );
    const granted = await preflight('https://site.example');
    expect(granted.status).toBe(204);
    expect(granted.headers.get('access-control-allow-headers')).toBe('authorization');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-headers')).toBeNull();
  });

  it('may open WebSockets if their site is on the list', async () => {
    expect(await connect('https://site.example')).toBe(101);
    expect(await connect('https://evil.example')).toBe(403);
  });

  it('cannot pretend to be the server under another name for this machine', async () => {
    const request = httpRequest(server.httpUrl, { headers: { host: 'evil.example' } }).end();
    const response = await new Promise<import('node:http').IncomingMessage>((resolve) =>
      request.on('response', resolve),
    );
    expect(response.statusCode).toBe(421);
    expect(await text(response)).toContain('PUBLIC_URL');
  });

  it.each(['multipart/form-data; boundary=x', 'text/plain', 'application/x-www-form-urlencoded'])(
    'cannot make a browser send %s without a preflight request',
    async (type) => {
      const refused = await ask({ 'content-type': type });
      expect(refused.status).toBe(403);
      const [error] = (await refused.json()).errors;
      expect(error.extensions.code).toBe('CSRF_PREVENTED');
      expect(error.message).toContain(type.split(';')[0]);
      expect((await ask({ 'content-type': type, 'apollo-require-preflight': 'true' })).status).not.toBe(403);
    },
  );

  it('may only come from this machine if there is no list', () => {
    const settings = { auth: 'off', corsOrigins: [] } as const;
    const isAllowed = (origin: string) =>
      isAllowedOrigin(origin, 'localhost:4000', { ...settings, corsOrigins: [] });
    expect(isAllowed('http://localhost:5173')).toBe(true);
    expect(isAllowed('http://127.0.0.1:8080')).toBe(true);
    expect(isAllowed('https://evil.example')).toBe(false);
    expect(isAllowed('null')).toBe(false);
  });
});

describe('every answer', () => {
  it('forbids framing, sniffing and referrers', async () => {
    for (const response of [await ask({}), await fetch(`${server.url}/health`)]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
    }
  });
});

describe('a server that hides its schema', () => {
  it('answers no introspection and shows no editor', async () => {
    const hidden = await startScriptedServer({}, { INTROSPECTION: 'off', GRAPHIQL: 'off' });
    const query = async (text: string) => (await postOperation(hidden.httpUrl, { query: text })).json();
    expect(await query('{ __schema { __typename } }')).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    expect(await query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    const page = await fetch(hidden.httpUrl, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type') ?? '').not.toContain('text/html');
    await hidden.close();
  });
});

describe('a page of another site, without required keys', () => {
  /** Not by `fetch`, which says itself what mode it is in. */
  async function get(path: string, headers: Record<string, string>): Promise<number | undefined> {
    const request = httpRequest(server.url + path, { headers }).end();
    const [response] = await once(request, 'response');
    response.resume();
    return response.statusCode;
  }
  const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  const query = '/graphql?query={__typename}';

  it.each([query, '/backup', '/metrics', '/graphql'])('cannot make a browser fetch %s', async (path) => {
    expect(await get(path, foreign)).toBe(403);
    expect(await get(path, { ...foreign, 'sec-fetch-site': 'same-site' })).toBe(403);
  });

  it('cannot make a visitor run a query, but may link to the editor and the studio', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' };
    expect(await get(query, link)).toBe(403);
    expect(await get('/', link)).toBe(200);
    expect(await get('/studio', link)).toBe(200);
    expect(await get('/graphql', link)).toBe(200);
  });

  it('is allowed if its site is on the list, like pages of the server itself and programs', async () => {
    expect(await get(query, { ...foreign, origin: 'https://site.example' })).toBe(200);
    expect(await get(query, { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await get(query, { 'sec-fetch-site': 'none' })).toBe(200);
    expect(await get(query, {})).toBe(200);
  });
});
