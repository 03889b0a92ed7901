import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { getIntrospectionQuery } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../realtime/server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

/** A large answer is asked for, and a small one that names the request. */
const large = requestOf(getIntrospectionQuery());
const small = (name: string) => requestOf(`{ ${name}: __typename }`);

function requestOf(query: string): string {
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

async function open(): Promise<Socket> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Without reading: a connection that the other end has given up takes no more. */
async function whenCutOff(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write('\r\n');
    await setTimeout(20);
  }
}

describe('a client that sends requests but does not read', () => {
  it('gets its responses in order when it reads after all', async () => {
    server = await startScriptedServer();
    const socket = await open();
    socket.pause();
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    socket.write(names.map(small).join(''));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.resume();
    await vi.waitFor(() => expect(received).toContain('n19'), 30_000);
    expect([...received.matchAll(/"(n\d+)":"Query"/g)].map(([, name]) => name)).toEqual(names);
    socket.destroy();
  });

  it('is disconnected if it reads nothing of a response for too long', async () => {
    server = await startScriptedServer({ unreadLimits: { maxUnsentBytes: 100_000_000, stallMs: 500 } });
    const socket = await open();
    socket.pause();
    // More than the operating system holds for both ends.
    socket.write(large.repeat(200));
    await whenCutOff(socket);
  });

  it('is disconnected if too much data waits for it on all its connections together', async () => {
    server = await startScriptedServer({ unreadLimits: { maxUnsentBytes: 200_000, stallMs: 600_000 } });
    const sockets = await Promise.all(Array.from({ length: 5 }, open));
    for (const socket of sockets) socket.pause().write(large.repeat(200));
    await Promise.race(sockets.map(whenCutOff));
    expect(sockets.some(({ destroyed }) => !destroyed)).toBe(true);
    for (const socket of sockets) socket.destroy();
  });
});

describe('connections of one address', () => {
  it('are limited to half of all, and freed when they close', async () => {
    server = await startScriptedServer({ maxConnections: 6 });
    const sockets = await Promise.all([open(), open(), open()]);
    const tooMany = await open();
    await once(tooMany.resume(), 'close');
    sockets[0].destroy();
    await vi.waitFor(async () => expect((await fetch(`${server.url}/health`)).status).toBe(200), 30_000);
    for (const socket of sockets) socket.destroy();
  });

  it('are not limited behind proxies', async () => {
    server = await startScriptedServer({ maxConnections: 6 }, { TRUSTED_PROXIES: '1' });
    const sockets = await Promise.all(Array.from({ length: 5 }, open));
    const { headers } = await fetch(`${server.url}/health`, { headers: { connection: 'close' } });
    expect(headers.get('x-request-id')).not.toBeNull();
    for (const socket of sockets) socket.destroy();
  });
});
