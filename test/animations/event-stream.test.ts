import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AnimationEvent } from '../../src/animations/events/events.ts';
import { EventFeeds } from '../../src/animations/events/feeds.ts';
import { streamEvents } from '../../src/animations/events/stream.ts';
import { QueuePlaces } from '../../src/animations/queue/places.ts';
import type { Run } from '../../src/animations/work/runs.ts';
import { defaultProject } from '../../src/project.ts';
import { countReads } from '../support/count-reads.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const failure = { code: 'INVALID_IMAGE', message: 'This photo is cut short', isRetryable: false } as const;
const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

async function begin(bench: Workbench): Promise<Run> {
  const run = await bench.runs.begin(renderer);
  if (!run) throw new Error('Expected an animation in the queue');
  return run;
}

describeDatabases((openTestDatabase) => {
  it('begins with a snapshot and continues after it', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation({ seconds: 1, fps: 30 });
    const queued = bench.animations.events(id);
    const waiting = { status: 'QUEUED', stage: null, queuePosition: 1, framesDone: 0, framesTotal: 30 };
    expect((await queued.next()).value).toMatchObject({
      type: 'snapshot',
      sequence: 1,
      isMissed: false,
      ...waiting,
    });

    const run = await begin(bench);
    await bench.runs.enter(run, 'RENDERING');
    await bench.runs.advance(run, { framesDone: 7, preview: null });
    const late = bench.animations.events(id);
    const now = { status: 'RUNNING', stage: 'RENDERING', queuePosition: null, framesDone: 7 };
    expect((await late.next()).value).toMatchObject({ type: 'snapshot', sequence: 4, ...now });
    await bench.runs.advance(run, { framesDone: 9, preview: null });
    expect((await late.next()).value).toMatchObject({ type: 'frame', sequence: 5, frame: 9 });
    expect((await queued.next()).value).toMatchObject({ type: 'stage', sequence: 2, stage: 'DECODING' });
    await Promise.all([queued.return?.(), late.return?.()]);
    expect(bench.notifier.waiterCount).toBe(0);
  });

  it('sends a snapshot and the end of a finished animation', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    await bench.animations.cancel(id);
    const types = async (after?: number) =>
      (await bench.eventsUntilEnd(id, { after })).map(({ type }) => type);
    expect(await types()).toEqual(['snapshot', 'ended']);
    expect(await types(0)).toEqual(['snapshot', 'queue-position', 'ended']);
    expect(await types(1)).toEqual(['snapshot', 'ended']);
    expect(await types(99)).toEqual(['snapshot', 'ended']);
  });

  it('rejects an unknown animation at the first step', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const stream = bench.animations.events('nothing');
    await expect(stream.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(bench.notifier.waiterCount).toBe(0);
  });

  it('releases everything when its reader leaves while waiting', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    const leaving = new AbortController();
    const streams = [bench.animations.events(id), bench.animations.events(id, { signal: leaving.signal })];
    for (const stream of streams) await stream.next();
    const pending = streams.map((stream) => stream.next());
    // They share one feed.
    expect(bench.notifier.waiterCount).toBe(1);
    await streams[0].return?.();
    leaving.abort();
    for (const step of pending) expect(await step).toEqual({ done: true, value: undefined });
    expect(bench.notifier.waiterCount).toBe(0);
    const aborted = bench.animations.events(id, { signal: AbortSignal.abort() });
    expect((await aborted.next()).done).toBe(true);
    expect(bench.notifier.waiterCount).toBe(0);
  });

  it('ends when Driftscape closes', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const stream = bench.animations.events(await bench.addAnimation());
    await stream.next();
    const pending = stream.next();
    await bench.notifier.close();
    expect((await pending).done).toBe(true);
  });

  it('sends a new snapshot to a reader that fell far behind, but a requested replay in full', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation({ seconds: 10 });
    const run = await begin(bench);
    const slow = bench.animations.events(id);
    await slow.next();
    for (let framesDone = 1; framesDone <= 100; framesDone++) {
      await bench.runs.advance(run, { framesDone, preview: null });
    }
    const missed = (await slow.next()).value;
    expect(missed).toMatchObject({ type: 'snapshot', isMissed: true, sequence: 102, framesDone: 100 });
    await bench.runs.end(run, { status: 'FAILED', failure });
    expect((await slow.next()).value).toMatchObject({ type: 'ended', sequence: 103 });
    expect((await slow.next()).done).toBe(true);

    const history = await bench.eventsUntilEnd(id, { after: 0 });
    expect(history.slice(1).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 103 }, (_, i) => i + 1),
    );
  });

  it('reads each event once, for any number of readers', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const readsFor = async (readerCount: number) => {
      const id = await bench.addAnimation();
      const run = await begin(bench);
      const counted = countReads(bench.prisma);
      const feeds = new EventFeeds(counted.prisma, bench.notifier, new QueuePlaces(counted.prisma));
      const readers = Array.from({ length: readerCount }, () =>
        streamEvents(feeds, { id, projectId: defaultProject }, {}),
      );
      for (const reader of readers) await reader.next();
      const readsToJoin = counted.reads();
      for (let framesDone = 1; framesDone <= 5; framesDone++) {
        await bench.runs.advance(run, { framesDone, preview: null });
        const told = await Promise.all(readers.map((reader) => reader.next()));
        for (const { value } of told) expect(value).toMatchObject({ type: 'frame', frame: framesDone });
      }
      const readsToFollow = counted.reads() - readsToJoin;
      await Promise.all(readers.map((reader) => reader.return?.()));
      expect(feeds.count).toBe(0);
      await bench.runs.end(run, { status: 'CANCELED' });
      return readsToFollow;
    };
    const alone = await readsFor(1);
    expect(alone).toBeGreaterThanOrEqual(5);
    expect(await readsFor(40)).toBeLessThanOrEqual(alone + 1);
  });

  it('reads the state of an animation once for concurrent readers', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    const counted = countReads(bench.prisma);
    const feeds = new EventFeeds(counted.prisma, bench.notifier, new QueuePlaces(counted.prisma));
    const readers = Array.from({ length: 40 }, () =>
      streamEvents(feeds, { id, projectId: defaultProject }, {}),
    );
    const told = await Promise.all(readers.map((reader) => reader.next()));
    for (const { value } of told) expect(value).toMatchObject({ type: 'snapshot', queuePosition: 1 });
    // The row, its position, and a first look for newer events.
    expect(counted.reads()).toBeLessThanOrEqual(3);
    await Promise.all(readers.map((reader) => reader.return?.()));
  });

  it('reports read errors to all of its readers, and tries again for new ones', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    const run = await begin(bench);
    const broken = countReads(bench.prisma);
    const feeds = new EventFeeds(broken.prisma, bench.notifier, new QueuePlaces(bench.prisma));
    const readers = [
      streamEvents(feeds, { id, projectId: defaultProject }, {}),
      streamEvents(feeds, { id, projectId: defaultProject }, {}),
    ];
    for (const reader of readers) await reader.next();
    // Both may fail while the frame is still being stored, so both are listened to from the start.
    const waiting = Promise.all(
      readers.map((reader) => expect(reader.next()).rejects.toThrow('the database is away')),
    );
    broken.failWith(new Error('the database is away'));
    await bench.runs.advance(run, { framesDone: 1, preview: null });
    await waiting;
    broken.failWith(null);
    const again = streamEvents(feeds, { id, projectId: defaultProject }, { after: 2 });
    expect((await again.next()).value).toMatchObject({ type: 'snapshot', sequence: 2 });
    expect((await again.next()).value).toMatchObject({ type: 'frame', sequence: 3 });
    await again.return?.();
    expect(bench.notifier.waiterCount).toBe(0);
  });

  it('delivers every event to every reader once and in order, however late or slow the reader', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const step = fc.oneof(
      fc.constant('enter' as const),
      fc.constant('advance' as const),
      fc.constant('retry' as const),
    );
    const reader = fc.record({
      joinsAt: fc.integer({ min: 0, max: 12 }),
      after: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
      pauseTicks: fc.integer({ min: 0, max: 40 }),
    });
    const property = async (steps: ('enter' | 'advance' | 'retry')[], readers: Reader[]) => {
      const id = await bench.addAnimation();
      const readings: Promise<AnimationEvent[]>[] = [];
      const join = (time: number) => {
        for (const { joinsAt, ...how } of readers) if (joinsAt === time) readings.push(read(bench, id, how));
      };
      join(0);
      let run = await begin(bench);
      for (const [index, action] of steps.entries()) {
        join(index + 1);
        if (action === 'enter') await bench.runs.enter(run, 'RENDERING');
        else if (action === 'advance') await bench.runs.advance(run, { framesDone: index, preview: null });
        else {
          await bench.runs.handBack(run);
          run = await begin(bench);
        }
      }
      await bench.runs.end(run, { status: 'FAILED', failure });
      for (let time = steps.length + 1; time <= 12; time++) join(time);
      const { lastSequence } = await bench.row(id);
      for (const events of await Promise.all(readings)) {
        const [snapshot, ...rest] = events;
        expect(snapshot).toMatchObject({ type: 'snapshot', isMissed: false });
        const expected = Array.from(
          { length: lastSequence - snapshot.sequence },
          (_, i) => snapshot.sequence + i + 1,
        );
        expect(rest.map(({ sequence }) => sequence)).toEqual(expected);
        expect(rest.findIndex(({ type }) => type === 'ended')).toBe(rest.length - 1);
      }
      expect(bench.notifier.waiterCount).toBe(0);
    };
    const steps = fc.array(step, { maxLength: 10 });
    await fc.assert(fc.asyncProperty(steps, fc.array(reader, { maxLength: 5 }), property), { numRuns: 12 });
  });
});

interface Reader {
  joinsAt: number;
  after?: number;
  pauseTicks: number;
}

async function read(
  bench: Workbench,
  id: string,
  { after, pauseTicks }: Omit<Reader, 'joinsAt'>,
): Promise<AnimationEvent[]> {
  const events: AnimationEvent[] = [];
  for await (const event of bench.animations.events(id, { after })) {
    events.push(event);
    for (let i = 0; i < pauseTicks; i++) await new Promise((resolve) => setImmediate(resolve));
  }
  return events;
}
