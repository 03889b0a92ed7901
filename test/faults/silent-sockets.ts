import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ask } from '../e2e/client.ts';
import { ServerProcess } from '../e2e/server-process.ts';
import { type Percentiles, percentiles } from '../load/percentiles.ts';
import type { FaultServerSettings } from './settings.ts';

export interface SilentSocketsResult {
  sockets: number;
  /** How long the last of them was borne. */
  closedAfterSeconds: number;
  /** Queries of another client meanwhile. */
  queryMs: Percentiles;
  losses: string[];
}

/** What clients say before they fall silent. */
const beginnings = [
  '',
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Ty',
  'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"que',
  'GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
];

/** Opens sockets that say nothing, or half of something, and looks whether the server answers others and lets go of them. */
export async function surviveSilentSockets(
  settings: FaultServerSettings,
  count: number,
  timeoutSeconds: number,
): Promise<SilentSocketsResult> {
  await using server = await ServerProcess.start({
    ...settings,
    HEADERS_TIMEOUT_SECONDS: String(timeoutSeconds),
    REQUEST_TIMEOUT_SECONDS: String(timeoutSeconds),
  });
  const port = Number(new URL(server.url).port);
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index++) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(beginnings[index % beginnings.length]);
    socket.on('error', () => {});
    socket.resume();
    sockets.push(socket);
  }
  const openedAt = performance.now();
  let open = sockets.filter((socket) => !socket.closed).length;
  for (const socket of sockets) if (!socket.closed) socket.once('close', () => open--);
  const timesMs: number[] = [];
  const losses: string[] = [];
  // Sockets that are WebSockets by now have 5 s to begin.
  const deadline = openedAt + (timeoutSeconds * 2 + 10) * 1000;
  while (open > 0 && performance.now() < deadline) {
    const askedAt = performance.now();
    await ask(server.graphqlUrl, '{ images { nodes { id } } }');
    timesMs.push(performance.now() - askedAt);
    await setTimeout(100);
  }
  if (open > 0) losses.push(`${open} silent sockets are still open after their time`);
  for (const socket of sockets) socket.destroy();
  const closedAfterSeconds = Math.round((performance.now() - openedAt) / 100) / 10;
  return { sockets: count, closedAfterSeconds, queryMs: percentiles(timesMs), losses };
}
