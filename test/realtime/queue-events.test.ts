import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { type Server, startServer } from '../../src/server.ts';
import { ApiBench } from '../api/bench.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';
import { openEventStream } from './event-stream.ts';
import { TestSocket } from './socket.ts';

const watchQueue = `subscription {
  queueEvents {
    __typename
    ... on QueueEvent { sequence queued running }
    ... on QueueSnapshot { isMissed entries { animationId status queuePosition } }
    ... on QueueChanged {
      entered { animationId status queuePosition }
      changed { animationId status queuePosition }
      left { animationId status }
    }
  }
}`;

let bench: ApiBench;
let server: Server;

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase);
  server = await startServer(bench.driftscape, { ...loadConfig({}), port: 0 }, silentLog);
});

afterAll(async () => {
  await server.close();
  await bench[Symbol.asyncDispose]();
});

describe('queueEvents', () => {
  it('sends the same events over a WebSocket and over server-sent events', async () => {
    const socket = await TestSocket.connect(`${server.url.replace('http', 'ws')}/graphql`);
    socket.subscribe('q', watchQueue);
    const stream = await openEventStream(`${server.url}/graphql`, watchQueue, {});
    const overSocket = async () => ((await socket.next()).payload as unknown as { data: unknown }).data;
    const overStream = async () => ((await stream.next()) as { data: { data: unknown } }).data.data;
    const snapshot = await overSocket();
    expect(await overStream()).toEqual(snapshot);
    expect(snapshot).toMatchObject({
      queueEvents: { __typename: 'QueueSnapshot', queued: 0, running: 0, entries: [], isMissed: false },
    });

    const animationId = await bench.addAnimation(await bench.addImage());
    await bench.nextJob();
    await bench.cancel(animationId);
    for (;;) {
      const change = await overSocket();
      expect(await overStream()).toEqual(change);
      const { left } = (change as { queueEvents: { left: unknown[] } }).queueEvents;
      if (left.length === 0) continue;
      expect(left).toEqual([{ animationId, status: 'CANCELED' }]);
      break;
    }
    socket.socket.close();
    await stream.close();
  });
});
