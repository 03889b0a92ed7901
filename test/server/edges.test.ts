import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, frame } from '../realtime/scripted-animations.ts';
import { type ScriptedServer, startScriptedServer, watch } from '../realtime/server.ts';
import { postOperation } from '../support/post-operation.ts';

let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer();
});

afterAll(() => server.close());

/** Sends lines as they are and gives the whole answer. */
async function send(...lines: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.end(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe('a request line', () => {
  it('may have an absolute URI, whose host is used', async () => {
    const answer = await send(
      'GET http://localhost:1/graphql?query=%7B__typename%7D HTTP/1.1',
      'Host: elsewhere',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"__typename":"Query"');
    expect(await send('GET http://localhost/health HTTP/1.1', 'Host: localhost')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('may ask for the server’s options', async () => {
    const answer = await send('OPTIONS * HTTP/1.1', 'Host: localhost');
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    expect(answer).toMatch(/^allow: GET, HEAD, POST, PUT, OPTIONS\r$/im);
  });

  it.each([
    'GET * HTTP/1.1',
    'GET // HTTP/1.1',
    'GET //elsewhere/graphql HTTP/1.1',
    'GET /\\elsewhere HTTP/1.1',
    'GET http://[/graphql HTTP/1.1',
    'GET http:// HTTP/1.1',
    'GET ftp://localhost/graphql HTTP/1.1',
    'POST graphql HTTP/1.1',
  ])('that is invalid gives a bad request: %s', async (line) => {
    const answer = await send(line, 'Host: localhost');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/\bat .*\.[jt]s/);
  });

  it('with an invalid host gives a bad request', async () => {
    const answer = await send('GET /graphql?query={__typename} HTTP/1.1', 'Host: a b');
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toMatch(/\bat .*\.[jt]s/);
  });

  it('is never logged as an error of the server', () => {
    expect(server.logged).toEqual([]);
  });
});

describe('an offer to upgrade the connection', () => {
  it.each(['h2c', 'TLS/1.0', 'h2c, IRC/6.9'])('to %s is ignored', async (protocol) => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      [
        'POST /graphql HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade, HTTP2-Settings',
        `Upgrade: ${protocol}`,
        'HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
});

describe('an event stream', () => {
  async function open(headers: Record<string, string> = {}, variables: object = {}): Promise<Response> {
    const url = new URL(server.httpUrl);
    url.searchParams.set('query', watch);
    url.searchParams.set('variables', JSON.stringify({ id: server.animation.id, ...variables }));
    return fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
  }

  it('gives each event an id, and tells proxies not to buffer', async () => {
    const { animation } = server;
    const response = await open();
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await animation.whenListeners(1);
    animation.send(frame(1), ended(2));
    const ids = [...(await response.text()).matchAll(/^id: (.*)\nevent: (.*)$/gm)].map(([, id, event]) => [
      id,
      event,
    ]);
    expect(ids).toEqual([
      ['0', 'next'],
      ['1', 'next'],
      ['2', 'next'],
      ['complete', 'complete'],
    ]);
  });

  it('is empty for a browser that returns after the end', async () => {
    const response = await open({ 'last-event-id': 'complete' });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  it('sends nothing to a browser that has the last event', async () => {
    server.animation.endedBy = 7;
    expect((await open({ 'last-event-id': '7' })).status).toBe(204);
    const response = await open({ 'last-event-id': '6' });
    expect(response.status).toBe(200);
    await response.body?.cancel();
    server.animation.endedBy = undefined;
  });

  it('continues after the last event that a browser has, whatever it requested first', async () => {
    const response = await open({ 'last-event-id': '41' }, { after: 0 });
    await server.animation.whenListeners(1);
    expect(server.animation.askedFor).toEqual({ after: 41 });
    await response.body?.cancel();
    const first = await open({}, { after: 3 });
    await server.animation.whenListeners(1);
    expect(server.animation.askedFor).toEqual({ after: 3 });
    await first.body?.cancel();
  });
});

describe('a persisted query', () => {
  const hash = { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } };

  it.each(['GET', 'POST'])(
    'is rejected with the message that makes clients send the operation (%s)',
    async (method) => {
      const url = new URL(server.httpUrl);
      if (method === 'GET') url.searchParams.set('extensions', JSON.stringify(hash));
      const body = method === 'POST' ? JSON.stringify({ extensions: hash }) : undefined;
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'apollo-require-preflight': 'true',
      };
      const response = await fetch(url, { method, body, headers });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        errors: [
          { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
        ],
      });
    },
  );

  it('is executed if the operation comes with it', async () => {
    const response = await postOperation(server.httpUrl, { query: '{ __typename }', extensions: hash });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a request without a readable operation', () => {
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'apollo-require-preflight': '1' };
  const refusals: [string, string, RequestInit, string][] = [
    ['variables in the URL that are no JSON', '?query={__typename}&variables={', {}, 'BAD_REQUEST'],
    ['extensions in the URL that are no JSON', '?query={__typename}&extensions=x', {}, 'BAD_REQUEST'],
    [
      'variables in a form that are no JSON',
      '',
      { method: 'POST', headers: form, body: 'query={__typename}&variables={' },
      'BAD_REQUEST',
    ],
    ['a body that is no JSON', '', { method: 'POST', headers: json, body: '{"query"' }, 'BAD_REQUEST'],
    ['no operation in the URL', '', {}, 'BAD_REQUEST'],
    ['no operation in the body', '', { method: 'POST', headers: json, body: '{}' }, 'BAD_REQUEST'],
    ['null for an operation', '', { method: 'POST', headers: json, body: '{"query":null}' }, 'BAD_REQUEST'],
    ['a body that is no object', '', { method: 'POST', headers: json, body: 'null' }, 'BAD_REQUEST'],
    ['several operations', '', { method: 'POST', headers: json, body: '[]' }, 'BAD_REQUEST'],
    [
      'a name of another operation',
      '?query={__typename}&operationName=Other',
      {},
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ];

  it.each(['application/json', 'application/graphql-response+json', 'text/event-stream'])(
    'is answered with 400 in the type %s, with what is missing and where it belongs',
    async (accept) => {
      for (const body of ['{}', '{"query":null}', '{"query"']) {
        const headers = { ...json, accept };
        const response = await fetch(server.httpUrl, { method: 'POST', headers, body });
        expect(response.status, body).toBe(400);
        await response.body?.cancel();
      }
      const response = await fetch(server.httpUrl, { headers: { accept } });
      expect(response.status).toBe(400);
      const answer = await response.text();
      expect(answer).toContain('`query`, but it is missing');
      expect(answer).toContain('the body of a POST');
    },
  );

  it.each(refusals)('is rejected with a documented code: %s', async (_, search, init, code) => {
    const before = server.logged.length;
    const headers = { accept: 'application/json', ...init.headers };
    const response = await fetch(`${server.httpUrl}${search}`, { ...init, headers });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(server.logged.slice(before)).toEqual([]);
    expect(readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')).toContain(`| \`${code}\` |`);
  });
});
