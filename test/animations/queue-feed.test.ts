import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueEntry, QueueEvent } from '../../src/animations/queue/events.ts';
import { QueueFeed } from '../../src/animations/queue/feed.ts';
import { compareQueues, type QueueState } from '../../src/animations/queue/state.ts';
import { defaultProject } from '../../src/project.ts';
import { countReads } from '../support/count-reads.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

/** Reads on until the queue, as the events tell it, is as wanted. @returns the events read, and the entries at the end */
async function readUntil(
  stream: AsyncIterator<QueueEvent>,
  entries: Map<string, QueueEntry>,
  isEnough: (event: QueueEvent) => boolean,
): Promise<QueueEvent[]> {
  const events: QueueEvent[] = [];
  for (;;) {
    const { value: event } = await stream.next();
    events.push(event);
    apply(entries, event);
    if (isEnough(event)) return events;
  }
}

function apply(entries: Map<string, QueueEntry>, event: QueueEvent): void {
  if (event.type === 'snapshot') entries.clear();
  const placed = event.type === 'snapshot' ? event.entries : [...event.entered, ...event.changed];
  for (const entry of placed) entries.set(entry.animationId, entry);
  if (event.type === 'changed') for (const { animationId } of event.left) entries.delete(animationId);
}

describeDatabases((openTestDatabase) => {
  it('begins with the current queue, and reports who enters, moves up, runs and leaves', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const first = await bench.addAnimation();
    const stream = bench.queueFeed.events(defaultProject);
    const entries = new Map<string, QueueEntry>();
    const [snapshot] = await readUntil(stream, entries, () => true);
    expect(snapshot).toMatchObject({ type: 'snapshot', queued: 1, running: 0, isMissed: false });
    expect([...entries.values()]).toEqual([{ animationId: first, status: 'QUEUED', position: 1 }]);

    const second = await bench.addAnimation();
    const entering = await readUntil(stream, entries, ({ queued }) => queued === 2);
    expect(entering.at(-1)).toMatchObject({
      entered: [{ animationId: second, status: 'QUEUED', position: 2 }],
      changed: [],
      left: [],
    });

    await bench.runs.begin(renderer);
    const starting = await readUntil(stream, entries, ({ running }) => running === 1);
    expect(starting.at(-1)).toMatchObject({
      queued: 1,
      entered: [],
      changed: [
        { animationId: first, status: 'RUNNING', position: null },
        { animationId: second, status: 'QUEUED', position: 1 },
      ],
    });

    await bench.animations.cancel(second);
    const leaving = await readUntil(stream, entries, ({ queued }) => queued === 0);
    expect(leaving.at(-1)).toMatchObject({ left: [{ animationId: second, status: 'CANCELED' }] });
    expect([...entries.keys()]).toEqual([first]);

    const all = [snapshot, ...entering, ...starting, ...leaving];
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => snapshot.sequence + index));
    await stream.return?.();
    expect(bench.queueFeed.readerCount).toBe(0);
  });

  it('releases a reader that leaves while waiting, and ends when it closes', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const [leaving, staying] = [
      bench.queueFeed.events(defaultProject),
      bench.queueFeed.events(defaultProject),
    ];
    const before = (await leaving.next()).value;
    await staying.next();
    const pending = [leaving.next(), staying.next()];
    expect(bench.queueFeed.readerCount).toBe(2);
    await leaving.return?.();
    expect((await pending[0]).done).toBe(true);
    expect(bench.queueFeed.readerCount).toBe(1);
    await bench.queueFeed.close();
    expect((await pending[1]).done).toBe(true);
    expect(before.sequence).toBe(1);
  });

  it('counts animations after the hundredth place without listing them', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const first = await bench.row(await bench.addAnimation());
    const waiting = { imageId: first.imageId, settings: {}, framesTotal: 1 };
    await bench.prisma.animation.createMany({ data: Array.from({ length: 101 }, () => waiting) });
    const stream = bench.queueFeed.events(defaultProject);
    const { value: snapshot } = await stream.next();
    expect(snapshot).toMatchObject({ queued: 102, running: 0 });
    expect(snapshot.entries).toHaveLength(100);
    await bench.runs.begin(renderer);
    const { value: change } = await stream.next();
    expect(change).toMatchObject({ queued: 101, running: 1, left: [] });
    expect(change.entered).toMatchObject([{ status: 'QUEUED', position: 100 }]);
    expect(change.changed).toHaveLength(100);
    await stream.return?.();
  });

  it('reports the places of the queue, for any priority', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const ids: string[] = [];
    for (const priority of [0, -1, 1, 0, 1]) {
      ids.push((await bench.animations.create({ imageId, settings: {}, priority })).id);
    }
    const stream = bench.queueFeed.events(defaultProject);
    const { value: snapshot } = await stream.next();
    const told = new Map(
      snapshot.entries.map(({ animationId, position }: QueueEntry) => [animationId, position]),
    );
    expect(ids.map((id) => told.get(id))).toEqual([3, 5, 1, 4, 2]);
    for (const id of ids) expect(told.get(id)).toBe(await bench.animations.queuePosition(id));
    await stream.return?.();
  });

  it('reads the queue once for all readers, and sends a slow one a new snapshot', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const counted = countReads(bench.prisma);
    const { listen } = bench.database;
    const feed = await QueueFeed.open({ prisma: counted.prisma, listen }, { pauseMs: 0 });
    const quick = Array.from({ length: 20 }, () => feed.events(defaultProject));
    const slow = feed.events(defaultProject);
    await Promise.all([...quick, slow].map((stream) => stream.next()));
    expect(counted.reads()).toBe(1);
    for (let queued = 1; queued <= 33; queued++) {
      await bench.addAnimation();
      const told = await Promise.all(quick.map((stream) => stream.next()));
      for (const { value } of told) expect(value).toMatchObject({ type: 'changed', queued });
    }
    expect(counted.reads()).toBe(34);
    expect((await slow.next()).value).toMatchObject({ type: 'snapshot', isMissed: true, queued: 33 });
    await bench.animations.cancel((await bench.prisma.animation.findFirstOrThrow()).id);
    expect((await slow.next()).value).toMatchObject({ type: 'changed', queued: 32 });
    await feed.close();
  });
});

describe('the difference between two queues', () => {
  const projectId = defaultProject;
  const state: fc.Arbitrary<QueueState> = fc
    .record({
      running: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }),
      queued: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }),
    })
    .map(({ running, queued }) => {
      const waiting = queued.filter((id) => !running.includes(id));
      return {
        queued: waiting.length,
        running: running.length,
        entries: [
          ...running.map((id) => ({
            animationId: `${id}`,
            projectId,
            status: 'RUNNING' as const,
            position: null,
          })),
          ...waiting.map((id, at) => ({
            animationId: `${id}`,
            projectId,
            status: 'QUEUED' as const,
            position: at + 1,
          })),
        ],
      };
    });

  it('leads from one to the other, and is empty between equal ones', () => {
    const property = (before: QueueState, after: QueueState) => {
      const difference = compareQueues(before, after);
      const known = new Map(before.entries.map((entry) => [entry.animationId, entry]));
      for (const entry of [...(difference?.entered ?? []), ...(difference?.changed ?? [])]) {
        known.set(entry.animationId, entry);
      }
      for (const { animationId: id } of difference?.gone ?? []) known.delete(id);
      const byId = (one: QueueEntry, other: QueueEntry) => (one.animationId < other.animationId ? -1 : 1);
      expect([...known.values()].sort(byId)).toEqual([...after.entries].sort(byId));
      expect(compareQueues(after, after)).toBeNull();
    };
    fc.assert(fc.property(state, state, property));
  });
});
