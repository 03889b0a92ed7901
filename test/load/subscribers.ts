import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openEventStream } from '../realtime/event-stream.ts';
import { type CountedEvent, Ledger } from './ledger.ts';

const fields = `__typename ... on AnimationEvent { sequence at } ... on AnimationSnapshot { isMissed }
  ... on AnimationFrameRendered { framesDone framesTotal progress }`;
const watch = `subscription ($id: ID!) { animationEvents(id: $id) { ${fields} } }`;
const watchWithPictures = `subscription ($id: ID!) {
  animationEvents(id: $id) { ${fields} ... on AnimationFrameRendered { preview { dataUri } } }
}`;

export interface Subscriber {
  /** One for each of its subscriptions. */
  ledgers: readonly Ledger[];
  /** Resolves when all of its subscriptions have ended. */
  done: Promise<void>;
}

export interface SocketSubscriber extends Subscriber {
  socket: WebSocket;
}

export async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  return socket;
}

/** Follows animations over one WebSocket, a subscription each; resolves when each has its snapshot. */
export async function subscribeOverSocket(
  url: string,
  animationIds: readonly string[],
  { withPictures = false } = {},
): Promise<SocketSubscriber> {
  const socket = await connect(url);
  const ledgers = animationIds.map(() => new Ledger());
  const begun = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  let [waiting, running] = [ledgers.length, ledgers.length];
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(String(data));
    if (type === 'complete') {
      running -= 1;
      if (running === 0) done.resolve();
    } else if (type === 'next' && payload.data) {
      const ledger = ledgers[Number(id)];
      if (ledger.events === 0) waiting -= 1;
      ledger.note(payload.data.animationEvents);
      if (waiting === 0) begun.resolve();
    } else if (type !== 'ping') {
      done.reject(new Error(`Answered ${data}`));
      begun.reject(new Error(`Answered ${data}`));
    }
  });
  socket.once('close', (code) => done.reject(new Error(`Closed with ${code}`)));
  done.promise.catch(() => {});
  const query = withPictures ? watchWithPictures : watch;
  for (const [index, id] of animationIds.entries()) {
    socket.send(
      JSON.stringify({ type: 'subscribe', id: String(index), payload: { query, variables: { id } } }),
    );
  }
  await begun.promise;
  return { socket, ledgers, done: done.promise };
}

/** Follows an animation over server-sent events. */
export async function subscribeOverStream(url: string, animationId: string): Promise<Subscriber> {
  const stream = await openEventStream(url, watch, { id: animationId });
  const ledger = new Ledger();
  const note = (next: { data: unknown } | null) => {
    const { data } = (next?.data ?? {}) as { data?: { animationEvents: CountedEvent } };
    if (data) ledger.note(data.animationEvents);
  };
  note(await stream.next());
  const read = async () => {
    for (let next = await stream.next(); next; next = await stream.next()) note(next);
  };
  return { ledgers: [ledger], done: read() };
}
