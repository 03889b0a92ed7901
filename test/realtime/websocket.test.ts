import { once } from 'node:events';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { defaultLimits } from '../../src/server/websocket.ts';
import { ended, frame } from './scripted-animations.ts';
import { type ScriptedServer, startScriptedServer, watch } from './server.ts';
import { TestSocket } from './socket.ts';

const servers: ScriptedServer[] = [];

async function start(limits: Partial<typeof defaultLimits> = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer({ webSocketLimits: { ...defaultLimits, ...limits } });
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

describe('a client that does not read its events', () => {
  it('is disconnected when too much data waits for it', async () => {
    const { webSocketUrl } = await start({ maxUnsentBytes: 1_000_000, maxOperations: 1_000 });
    const client = await TestSocket.connect(webSocketUrl);
    client.socket.pause();
    // What the operating system holds for both ends comes on top.
    for (let id = 0; id < 300; id++) client.subscribe(String(id), getIntrospectionQuery());
    // All of it has been sent, and so will be refused at the latest.
    await vi.waitFor(() => expect(client.socket.bufferedAmount).toBe(0));
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });
});

describe('a subscription over a WebSocket', () => {
  it('sends a snapshot, then events in order, and completes after the end', async () => {
    const { animation, webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', watch, { id: animation.id, after: 4 });
    await animation.whenListeners(1);
    animation.send(frame(5), ended(6));

    const messages = [await client.next(), await client.next(), await client.next(), await client.next()];
    expect(messages).toEqual([
      next('a', { __typename: 'AnimationSnapshot', sequence: 4 }),
      next('a', {
        __typename: 'AnimationFrameRendered',
        sequence: 5,
        framesDone: 5,
        progress: 0.05,
        preview: { dataUri: 'data:image/jpeg;base64,AAAAAA==', widthPixels: 320, heightPixels: 180 },
      }),
      next('a', { __typename: 'AnimationEnded', sequence: 6, status: 'CANCELED' }),
      { type: 'complete', id: 'a' },
    ]);
    await animation.whenListeners(0);
  });

  it('answers an unknown animation with a NotFoundError and completes', async () => {
    const { webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', watch, { id: 'none' });
    expect(await client.next()).toEqual(
      next('a', { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['id'] }),
    );
    expect(await client.next()).toEqual({ type: 'complete', id: 'a' });
  });

  it('ends when the client completes it, and the socket continues', async () => {
    const { animation, webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', watch, { id: animation.id });
    await animation.whenListeners(1);
    client.send({ type: 'complete', id: 'a' });
    await animation.whenListeners(0);
    client.subscribe('b', '{ __typename }');
    // The snapshot of "a" may already have been on its way.
    let message = await client.next();
    while (message.id === 'a') message = await client.next();
    expect(message).toEqual({ type: 'next', id: 'b', payload: { data: { __typename: 'Query' } } });
  });

  it('reads no more events from an animation than the client does', async () => {
    const { animation, webSocketUrl } = await start();
    const slow = await TestSocket.connect(webSocketUrl);
    slow.socket.pause();
    slow.subscribe('a', watch, { id: animation.id });
    await animation.whenListeners(1);
    const events = Array.from({ length: 500 }, (_, index) => frame(index + 1, 100_000));
    animation.send(...events);
    // Another client is served meanwhile: the slow one does not delay it.
    const quick = await TestSocket.connect(webSocketUrl);
    for (let count = 0; count < 100; count += 1) {
      quick.subscribe('b', '{ __typename }');
      expect(await quick.next()).toMatchObject({ type: 'next', id: 'b' });
      expect(await quick.next()).toMatchObject({ type: 'complete', id: 'b' });
    }
    // What the operating system buffers is far less than 100 pictures of 133 kB.
    expect(animation.taken).toBeLessThan(100);
    slow.socket.resume();
    await animation.whenTaken(events.length);
  });
});

describe('a WebSocket', () => {
  it('is closed with 4408 if it is silent', async () => {
    const { webSocketUrl } = await start({ initTimeoutMs: 50 });
    const client = await TestSocket.open(webSocketUrl);
    expect(await client.closed).toMatchObject({ code: 4408 });
  });

  it('is closed with 4401 if it subscribes before it is acknowledged', async () => {
    const { webSocketUrl } = await start();
    const client = await TestSocket.open(webSocketUrl);
    client.subscribe('a', '{ __typename }');
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it('is closed with 4400 for an invalid message', async () => {
    const { webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    client.socket.send('{"type":"shout"}');
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  it('is closed with 1009 for a message that is too large, and no other is', async () => {
    const { webSocketUrl, logged } = await start({ maxMessageBytes: 1_000 });
    const [client, other] = await Promise.all([
      TestSocket.connect(webSocketUrl),
      TestSocket.connect(webSocketUrl),
    ]);
    client.subscribe('a', `{ ${'__typename '.repeat(200)} }`);
    expect(await client.closed).toMatchObject({ code: 1009 });
    other.subscribe('b', '{ __typename }');
    expect(await other.next()).toMatchObject({ type: 'next', id: 'b' });
    expect(logged).toEqual([]);
  });

  it('is closed with 4406 for another protocol', async () => {
    const { webSocketUrl } = await start();
    const socket = new WebSocket(webSocketUrl);
    const [code] = await once(socket, 'close');
    expect(code).toBe(4406);
  });

  it.each([undefined, 'C'])('reports that no operation is selected of several: %s', async (operationName) => {
    const { webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    const query = 'query A { __typename } query B { __typename }';
    client.send({ type: 'subscribe', id: 'a', payload: { query, operationName } });
    expect(await client.next()).toMatchObject({
      type: 'error',
      id: 'a',
      payload: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    });
  });

  it('has a limit of concurrent operations', async () => {
    const { animation, webSocketUrl } = await start({ maxOperations: 2 });
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', watch, { id: animation.id });
    client.subscribe('b', watch, { id: animation.id });
    await animation.whenListeners(2);
    expect([await client.next(), await client.next()]).toMatchObject([{ type: 'next' }, { type: 'next' }]);
    client.subscribe('c', watch, { id: animation.id });
    expect(await client.next()).toMatchObject({
      type: 'error',
      id: 'c',
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
    });
    client.send({ type: 'complete', id: 'a' });
    await animation.whenListeners(1);
    client.subscribe('d', watch, { id: animation.id });
    await animation.whenListeners(2);
  });

  it('is disconnected, and its subscriptions freed, when it no longer answers pings', async () => {
    // It has two of them to subscribe.
    const { animation, webSocketUrl } = await start({ pingIntervalMs: 500 });
    const client = await TestSocket.connect(webSocketUrl, { autoPong: false });
    client.subscribe('a', watch, { id: animation.id });
    await animation.whenListeners(1);
    expect(await client.closed).toMatchObject({ code: 1006 });
    await animation.whenListeners(0);
  });

  it('stays open as long as it answers pings', async () => {
    // Longer than a busy machine lets an answer wait.
    const { webSocketUrl } = await start({ pingIntervalMs: 500 });
    const client = await TestSocket.connect(webSocketUrl);
    for (let count = 0; count < 3; count += 1) await once(client.socket, 'ping');
    client.subscribe('a', '{ __typename }');
    expect(await client.next()).toMatchObject({ type: 'next', id: 'a' });
  });

  it.each([
    ['malformed', '{ images {', 'GRAPHQL_PARSE_FAILED'],
    ['of unknown fields', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'too costly',
      `subscription { animationEvents(id: "x") { ... on AnimationEnded { animation {
        image { animations(first: 100) { nodes { image { animations(first: 100) { nodes { id } } } } } }
      } } } }`,
      'OPERATION_TOO_COSTLY',
    ],
  ])('rejects an operation that is %s and stays open', async (_fault, query, code) => {
    const { webSocketUrl } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', query);
    const { type, payload } = await client.next();
    const errors = type === 'error' ? payload : (payload as unknown as { errors: unknown }).errors;
    expect(errors).toMatchObject([{ extensions: { code } }]);
    client.subscribe('b', '{ __typename }');
    let message = await client.next();
    while (message.id === 'a') message = await client.next();
    expect(message).toMatchObject({ type: 'next', id: 'b' });
  });

  it('shows only the id of the request for an unexpected error, which is logged', async () => {
    const { webSocketUrl, logged } = await start();
    const client = await TestSocket.connect(webSocketUrl);
    // This server has no database.
    client.subscribe('a', '{ images { nodes { id } } }');
    const { payload } = await client.next();
    const [error] = (
      payload as unknown as { errors: { message: string; extensions: Record<string, string> }[] }
    ).errors;
    expect(error.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(error.message).not.toContain('undefined');
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { requestId: error.extensions.requestId, err: { type: 'TypeError' } },
    ]);
  });

  it('is rejected except at the GraphQL path', async () => {
    const { url } = await start();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws');
    const [error] = await once(socket, 'error');
    expect(error.message).toContain('404');
  });
});

function next(id: string, animationEvents: object) {
  return { type: 'next', id, payload: { data: { animationEvents } } };
}
