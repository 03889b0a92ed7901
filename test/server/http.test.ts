import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/resolvers/global-id.ts';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';
import { postOperation } from '../support/post-operation.ts';

const someId = encodeGlobalId('Image', '01890a5d-ac96-774b-bcce-b302099a8057');

let server: ScriptedServer;

beforeAll(async () => {
  // Some of these clients never end what they send.
  server = await startScriptedServer({ closeTimeoutMs: 100 });
});

afterAll(() => server.close());

const post = (body: object, headers?: Record<string, string>) => postOperation(server.httpUrl, body, headers);

function form(bytes: number): FormData {
  const data = new FormData();
  const query = 'mutation ($file: Upload!) { uploadImage(input: { file: $file }) { __typename } }';
  data.append('operations', JSON.stringify({ query, variables: { file: null } }));
  data.append('map', JSON.stringify({ 0: ['variables.file'] }));
  data.append('0', new Blob([new Uint8Array(bytes)]), 'photo.jpg');
  return data;
}

/** Shows that a browser has asked the server first. */
const preflighted = { 'apollo-require-preflight': 'true' };

/** Sends a body without telling its size, until the server answers. */
async function stream(contentType: string, piece: string) {
  const request = httpRequest(server.httpUrl, {
    method: 'POST',
    headers: { ...preflighted, 'content-type': contentType, 'transfer-encoding': 'chunked' },
  });
  request.on('error', () => {});
  let isAnswered = false;
  const answered = once(request, 'response').then(async ([response]) => {
    isAnswered = true;
    return { status: response.statusCode, body: await json(response) };
  });
  while (!isAnswered) {
    if (!request.write(piece)) await Promise.race([once(request, 'drain'), answered]);
  }
  request.destroy();
  return answered;
}

describe('the HTTP server', () => {
  it('reports that it is alive', async () => {
    const response = await fetch(`${server.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('shows the GraphQL editor, with example operations, to a browser', async () => {
    const response = await fetch(server.httpUrl, { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect(page).toContain('<title>Driftscape</title>');
    expect(page).toContain('subscription Watch');
    // It works without any other site.
    expect(page).not.toMatch(/(?:src|href)="?https?:/);
  });

  it('answers 404 for other paths', async () => {
    const response = await fetch(`${server.url}/elsewhere`);
    expect(response.status).toBe(404);
    const { errors } = await response.json();
    expect(errors[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(errors[0].message).toContain('the API is at /graphql');
  });

  it('lists the supported bodies, and gives such a request an id, too', async () => {
    const response = await post({}, { 'content-type': 'image/png', 'x-request-id': 'edge-43' });
    expect(response.status).toBe(415);
    expect(response.headers.get('x-request-id')).toBe('edge-43');
    const { errors } = await response.json();
    expect(errors[0]).toMatchObject({ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    expect(errors[0].message).toMatch(/`application\/json`.*received "image\/png"/);
  });

  it('gives every request an id, the client’s own if that is valid', async () => {
    const named = await post({ query: '{ __typename }' }, { 'x-request-id': 'edge-42' });
    expect(named.headers.get('x-request-id')).toBe('edge-42');
    const unnamed = await post({ query: '{ __typename }' }, { 'x-request-id': 'x'.repeat(1_000) });
    expect(unnamed.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    for (const path of ['/health', '/files/images/none.jpg', '/uploads/none']) {
      const headers = { 'x-request-id': 'edge-43' };
      const answer = await fetch(`${server.url}${path}`, { headers });
      expect(answer.headers.get('x-request-id'), path).toBe('edge-43');
    }
  });

  it('hides an internal error behind the request’s id, and keeps the secret of an upload out of the log', async () => {
    const url = `${server.url}/uploads/dsu_secret`;
    // This server has no uploads at all.
    const response = await fetch(url, { method: 'PUT', body: 'a' });
    expect(response.status).toBe(500);
    const id = response.headers.get('x-request-id');
    expect(await response.text()).toBe(`Unexpected error; the log has the details under request ${id}\n`);
    const line = server.logged.find((text) => text.includes(`"requestId":"${id}"`));
    expect(line).toContain('"path":"/uploads/"');
    expect(line).not.toContain('dsu_secret');
  });
});

describe('limits', () => {
  it('reject several operations in a request', async () => {
    const response = await post([{ query: '{ __typename }' }, { query: '{ __typename }' }]);
    expect(response.status).toBe(400);
  });

  it('reject an upload that is announced as too large', async () => {
    const response = await fetch(server.httpUrl, {
      method: 'POST',
      headers: preflighted,
      body: form(3_000_000),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'IMAGE_TOO_LARGE' } }] });
  });

  it('abort an upload that turns out to be too large', async () => {
    const { status, body } = await stream(
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="0"; filename="a"\r\n\r\n${'a'.repeat(100_000)}\r\n`,
    );
    expect(status).toBe(413);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'IMAGE_TOO_LARGE' } }] });
  });

  it('reject an operation that is announced as too large', async () => {
    const response = await post({ query: `{ __typename } # ${'x'.repeat(2_000_000)}` });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_TOO_LARGE' } }] });
  });

  it('abort an operation that turns out to be too large', async () => {
    const { status, body } = await stream('application/json', `"${'a'.repeat(100_000)}"`);
    expect(status).toBe(413);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_TOO_LARGE' } }] });
  });

  it.each([
    [
      'of too many aliases',
      `{ ${Array.from({ length: 40 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
    ],
    ['of too many directives', `{ ${'__typename @include(if: true) '.repeat(40)} }`],
    [
      'nested too deeply',
      `{ images { nodes ${'{ animations { nodes { image '.repeat(5)} { id } ${'} } }'.repeat(5)} } }`,
    ],
    ['too broad', `{ images { nodes { ${'id name '.repeat(200)} } } }`],
    [
      'too large when lists are full',
      '{ images(first: 100) { nodes { animations(first: 100) { nodes { id } } } } }',
    ],
    [
      'for the codes of many presets',
      `{ ${['a', 'b'].map((name) => `${name}: latentPresets(first: 100) { nodes { codes } }`).join(' ')} }`,
    ],
    [
      'of too many nodes',
      `{ nodes(ids: [${`"${someId}",`.repeat(400)}]) { ... on Image { animations(first: 100) { nodes { id } } } } }`,
    ],
  ])('reject an operation that is %s', async (_fault, query) => {
    const response = await post({ query });
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
    });
  });

  it('apply to the selected operation, not to the first of the document', async () => {
    const query = `query Cheap { __typename }
      query Costly { images(first: 100) { nodes { animations(first: 100) { nodes { id } } } } }`;
    expect(await (await post({ query, operationName: 'Cheap' })).json()).toEqual({
      data: { __typename: 'Query' },
    });
    expect(await (await post({ query, operationName: 'Costly' })).json()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
    });
  });

  it('stop the parser at a document with too many tokens', async () => {
    const response = await post({ query: `{ ${'__typename '.repeat(5_000)} }` });
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
  });

  it('apply before the parser to a document that is long for another reason', async () => {
    const response = await post({ query: `{ __typename } # ${'x'.repeat(70_000)}` });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
  });

  it('apply before validation to fragments that are nested too deep', async () => {
    const ring = Array.from({ length: 150 }, (_, i) => `fragment F${i} on Image { id ...F${(i + 1) % 150} }`);
    const spreads = ring.map((_, i) => `...F${i}`).join(' ');
    const response = await post({ query: `{ images { nodes { ${spreads} } } } ${ring.join(' ')}` });
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('50 fragments') }],
    });
  });

  it.each([
    ['a list that is too long', { ids: Array(1_001).fill('x') }, 'at most 1000 items'],
    ['too many values', { ids: Array(71).fill(Array(1_000).fill(0)) }, 'at most 70000 values'],
  ])('reject variables with %s', async (_fault, variables, message) => {
    const response = await post({ query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('reject variables nested so deeply that a traversal would overflow the stack', async () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${nested}}}`;
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect(await (await fetch(server.httpUrl, init)).json()).toMatchObject({
      errors: [{ message: expect.stringContaining('nested'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('report only the first of many wrong values', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const response = await post({ query, variables: { ids: Array(900).fill({}) } });
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors).toHaveLength(1);
    expect(errors[0].message).toContain('ids[0]');
  });

  it('allow the introspection queries of tools', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const { data } = (await (await post({ query: getIntrospectionQuery() })).json()) as { data: object };
    expect(data).toHaveProperty('__schema');
  });
});

describe('text that cannot be stored', () => {
  it.each([
    ['in a variable', { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: 'a\0b' } }],
    ['in the document', { query: '{ node(id: "a\\u0000b") { id } }' }],
  ])('is rejected %s, with advice', async (_, body) => {
    const response = await post(body);
    const { errors } = (await response.json()) as {
      errors: { message: string; extensions: { code: string } }[];
    };
    expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0].message).toContain('leave that character out');
  });
});

describe('the Accept header', () => {
  const query = { query: '{ __typename }' };
  const typeOf = (response: Response) => response.headers.get('content-type')?.split(';')[0];

  it.each([
    ['*/*', 'application/json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
    ['*/*, application/json;q=0', 'application/graphql-response+json'],
    ['application/json;q=0, application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json; charset="UTF-8"', 'application/json'],
  ])('determines the type of the response: %s', async (accept, type) => {
    const response = await post(query, { accept });
    expect(response.status).toBe(200);
    expect(typeOf(response)).toBe(type);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['text/plain', 'application/json;q=0', 'image/*, */*;q=0', 'application/json;charset=latin1'])(
    'falls back to the available type if none matches: %s',
    async (accept) => {
      const response = await post(query, { accept });
      expect(response.status).toBe(406);
      expect(typeOf(response)).toBe('application/json');
      const { errors } = await response.json();
      expect(errors[0].extensions).toEqual({ code: 'NOT_ACCEPTABLE' });
      expect(errors[0].message).toContain('`application/graphql-response+json` or `application/json`');
      expect(errors[0].message).toContain(JSON.stringify(accept));
    },
  );

  it('prevents a mutation whose response the client would not accept', async () => {
    const id = encodeGlobalId('Animation', '01890a5d-ac96-774b-bcce-b302099a8057');
    const query = `mutation { cancelAnimation(input: { animationId: "${id}" }) { __typename } }`;
    const before = server.logged.length;
    expect((await post({ query }, { accept: 'text/plain' })).status).toBe(406);
    expect(server.logged.length).toBe(before);
    // What stands for the animations here cannot do that, which is logged where it is tried.
    await post({ query }, { accept: 'application/json' });
    expect(server.logged.length).toBeGreaterThan(before);
  });

  it('names event streams in the error for subscriptions without them', async () => {
    const id = server.animation.id;
    const query = `subscription { animationEvents(id: "${id}") { __typename } }`;
    const response = await post({ query }, { accept: 'application/json' });
    expect(response.status).toBe(406);
    expect((await response.json()).errors[0].message).toContain('for a subscription, `text/event-stream`');
  });

  it('selects the page only if it is preferred', async () => {
    const get = async (accept: string) =>
      typeOf(await fetch(`${server.httpUrl}?query={__typename}`, { headers: { accept } }));
    expect(await get('text/html,*/*;q=0.8')).toBe('text/html');
    expect(await get('text/html;q=0.1, application/json')).toBe('application/json');
    expect(await get('*/*')).toBe('application/json');
    expect(await get('text/html;q=0, */*')).toBe('application/json');
  });
});
