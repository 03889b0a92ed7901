import { once } from 'node:events';
import type { WebSocket } from 'ws';
import { openEventStream } from '../realtime/event-stream.ts';
import { inParallel } from './delivery.ts';
import type { Holdings } from './inspector.ts';
import type { LoadedServer } from './loaded-server.ts';
import { connect } from './subscribers.ts';

export interface CyclesResult {
  cycles: number;
  seconds: number;
  before: Holdings;
  after: Holdings;
  /** The rest of the heap divided by the cycles: what each leaves behind. */
  bytesPerCycle: number;
}

const watchOne = 'subscription ($id: ID!) { animationEvents(id: $id) { __typename } }';
const watchQueue = 'subscription { queueEvents { __typename } }';

/** As many ways to go as there are: in order, at once, and without a word. */
const ways: ((socket: WebSocket) => void)[] = [
  (socket) => {
    socket.send('{"type":"complete","id":"1"}');
    socket.close();
  },
  (socket) => socket.close(),
  (socket) => socket.terminate(),
];

/** Connects, subscribes to what does not end, hears the snapshot and leaves. */
async function comeAndGo(server: LoadedServer, animationId: string, index: number): Promise<void> {
  const query = index % 2 === 0 ? watchOne : watchQueue;
  const variables = { id: animationId };
  if (index % 10 === 9) {
    const stream = await openEventStream(server.url, query, variables);
    await stream.next();
    return stream.close();
  }
  const socket = await connect(server.webSocketUrl);
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query, variables } }));
  await once(socket, 'message');
  const closed = once(socket, 'close');
  ways[index % ways.length](socket);
  await closed;
}

/**
 * Has clients come and go, and compares what the server holds before and after.
 * @param warmUp cycles before the first look: caches fill, code is compiled
 */
export async function measureCycles(
  server: LoadedServer,
  { cycles, warmUp }: { cycles: number; warmUp: number },
  onCycle: () => void = () => {},
): Promise<CyclesResult> {
  // One runs all the while, so that the other waits and nothing else happens.
  const ids = await server.addAnimations([
    { widthPixels: 1920, durationSeconds: 60, fps: 60 },
    { speed: 0.3 },
  ]);
  const run = async (count: number) => {
    await inParallel(count, async (index) => {
      await comeAndGo(server, ids[1], index);
      onCycle();
    });
  };
  await run(warmUp);
  const before = await server.holdingsAtRest();
  const startedAt = performance.now();
  await run(cycles);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const after = await server.holdingsAtRest();
  await server.cancel(ids);
  const bytesPerCycle = Math.round((after.heapBytes - before.heapBytes) / cycles);
  return { cycles, seconds, before, after, bytesPerCycle };
}
