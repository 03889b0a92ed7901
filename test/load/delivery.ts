import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ask } from '../e2e/client.ts';
import type { LoadedServer } from './loaded-server.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import {
  type SocketSubscriber,
  type Subscriber,
  subscribeOverSocket,
  subscribeOverStream,
} from './subscribers.ts';

export interface DeliveryOptions {
  /** WebSockets, one subscription each. */
  sockets: number;
  /** Subscriptions over server-sent events. */
  streams: number;
  /** WebSockets with 100 subscriptions each, pictures included, that are not read until all others have seen the end. */
  mute: number;
  /** Animations, one after the other; subscribers are spread over them. */
  animations: number;
  /** Of each video, at 30 frames a second. */
  videoSeconds: number;
}

export interface DeliveryResult extends DeliveryOptions {
  seconds: number;
  events: number;
  lost: number;
  doubled: number;
  /** Snapshots in place of events, to subscribers that read: each means one that fell 32 events behind. */
  missed: number;
  /** Snapshots in place of events, to those that did not read. */
  missedByMute: number;
  /** Of those, WebSockets that were cut off: who reads nothing answers no pings either. */
  cutOff: number;
  /** From the time an event was stored to its arrival, this program's own delay included. */
  lagMs: Percentiles;
  /** Queries that were answered meanwhile, one after the other. */
  queryMs: Percentiles;
}

const tasksAtOnce = 50;

/** Runs `count` tasks, some at a time. */
export async function inParallel<Result>(
  count: number,
  task: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await task(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(tasksAtOnce, count) }, lane));
  return results;
}

/** Has many subscribers follow running animations while queries are asked, and counts what reaches whom, and when. */
export async function measureDelivery(
  server: LoadedServer,
  options: DeliveryOptions,
): Promise<DeliveryResult> {
  const { sockets, streams, mute, animations, videoSeconds } = options;
  const firstSeed = randomInt(1_000_000_000);
  // Holds the queue up until everybody is there.
  const [blocker, ...ids] = await server.addAnimations([
    { widthPixels: 1920, durationSeconds: 60, fps: 60 },
    ...Array.from({ length: animations }, (_, index) => ({
      widthPixels: 640,
      durationSeconds: videoSeconds,
      fps: 30,
      encoderPreset: 'ULTRAFAST',
      // A video that exists would not be rendered again.
      seed: firstSeed + index,
    })),
  ]);
  const idOf = (index: number) => ids[index % ids.length];
  const silent: SocketSubscriber[] = await inParallel(mute, async (index) => {
    const subscriptions = Array.from({ length: 100 }, () => idOf(index));
    const subscriber = await subscribeOverSocket(server.webSocketUrl, subscriptions, { withPictures: true });
    subscriber.socket.pause();
    return subscriber;
  });
  const readers: Subscriber[] = [
    ...(await inParallel(sockets, (index) =>
      subscribeOverSocket(server.webSocketUrl, [idOf(index)], { withPictures: index % 10 === 0 }),
    )),
    ...(await inParallel(streams, (index) => subscribeOverStream(server.url, idOf(index)))),
  ];

  const startedAt = performance.now();
  const ended = Promise.all(readers.map(({ done }) => done));
  const queries = askUntil(server.url, ended);
  await server.cancel([blocker]);
  await ended;
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const queryMs = percentiles(await queries);
  for (const { socket } of silent) socket.resume();
  const silentEnds = await Promise.allSettled(silent.map(({ done }) => done));
  for (const { socket } of [...silent, ...readers] as SocketSubscriber[]) socket?.close();

  const heard = readers.flatMap(({ ledgers }) => ledgers);
  const stayed = silent.filter((_, index) => silentEnds[index].status === 'fulfilled');
  const heardLate = stayed.flatMap(({ ledgers }) => ledgers);
  const all = [...heard, ...heardLate];
  return {
    ...options,
    seconds,
    events: sum(all, ({ events }) => events),
    // A stream that ended without its end lost that.
    lost: sum(all, ({ lost, hasEnded }) => lost + (hasEnded ? 0 : 1)),
    doubled: sum(all, ({ doubled }) => doubled),
    missed: sum(heard, ({ missedSnapshots }) => missedSnapshots),
    missedByMute: sum(heardLate, ({ missedSnapshots }) => missedSnapshots),
    cutOff: mute - stayed.length,
    lagMs: percentiles(heard.flatMap(({ lagsMs }) => lagsMs)),
    queryMs,
  };
}

async function askUntil(url: string, ended: Promise<unknown>): Promise<number[]> {
  const timesMs: number[] = [];
  let isOver = false;
  ended
    .catch(() => {})
    .then(() => {
      isOver = true;
    });
  while (!isOver) {
    const askedAt = performance.now();
    await ask(url, '{ serverInfo { queue { queued running } } images { nodes { id name } } }');
    timesMs.push(performance.now() - askedAt);
    await setTimeout(50);
  }
  return timesMs;
}

function sum<Item>(items: readonly Item[], countOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + countOf(item), 0);
}
