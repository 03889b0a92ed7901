import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { openEventStream } from './event-stream.ts';
import { startScriptedServer, watch } from './server.ts';
import { TestSocket } from './socket.ts';

const clients = 50;

describe('subscriptions of clients that disappear', () => {
  it('leave no listener over WebSockets, however the client disappears', async () => {
    const server = await startScriptedServer();
    const { animation, webSocketUrl } = server;
    const ways = [
      (client: TestSocket) => client.send({ type: 'complete', id: 'a' }),
      (client: TestSocket) => client.socket.close(),
      (client: TestSocket) => client.socket.terminate(),
    ];
    for (const leave of ways) {
      const sockets = await Promise.all(
        Array.from({ length: clients }, () => TestSocket.connect(webSocketUrl)),
      );
      for (const client of sockets) client.subscribe('a', watch, { id: animation.id });
      await animation.whenListeners(clients);
      for (const client of sockets) leave(client);
      await animation.whenListeners(0);
    }
    await server.close();
    expect(animation.listeners).toBe(0);
  });

  it('leave no listener over server-sent events', async () => {
    const server = await startScriptedServer();
    const { animation, httpUrl } = server;
    const streams = await Promise.all(
      Array.from({ length: clients }, () => openEventStream(httpUrl, watch, { id: animation.id })),
    );
    await animation.whenListeners(clients);
    await Promise.all(streams.map((stream) => stream.close()));
    await animation.whenListeners(0);
    await server.close();
  });

  it('leave no listener if the client disappears before it is subscribed', async () => {
    const server = await startScriptedServer();
    const { animation, webSocketUrl } = server;
    for (let count = 0; count < clients; count += 1) {
      const client = await TestSocket.connect(webSocketUrl);
      client.subscribe('a', watch, { id: animation.id });
      client.send({ type: 'complete', id: 'a' });
      client.socket.close();
      await client.closed;
    }
    await animation.whenListeners(0);
    await server.close();
    // None came late either.
    expect(animation.listeners).toBe(0);
  });
});

describe('a server that closes', () => {
  it('closes WebSockets with 1001, ends event streams, and frees every subscription', async () => {
    const server = await startScriptedServer();
    const { animation, httpUrl, webSocketUrl } = server;
    const client = await TestSocket.connect(webSocketUrl);
    client.subscribe('a', watch, { id: animation.id });
    const stream = await openEventStream(httpUrl, watch, { id: animation.id });
    await stream.next();
    await animation.whenListeners(2);

    const end = stream.next();
    end.catch(() => {});
    await server.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'The server is shutting down' });
    // An orderly end would tell the client that there is nothing more to come.
    await expect(end).rejects.toThrow();
    await animation.whenListeners(0);
    await expect(fetch(httpUrl)).rejects.toThrow();
  });

  it('disconnects clients that do not answer its close message', async () => {
    const server = await startScriptedServer({
      webSocketLimits: {
        maxMessageBytes: 1_000,
        initTimeoutMs: 1_000,
        maxOperations: 1,
        maxUnsentBytes: 1_000_000,
        pingIntervalMs: 10_000,
        closeTimeoutMs: 50,
      },
    });
    const client = await TestSocket.connect(server.webSocketUrl);
    client.socket.pause();
    await server.close();
    client.socket.resume();
    if (client.socket.readyState !== client.socket.CLOSED) await once(client.socket, 'close');
  });
});
