import { expect, it } from 'vitest';
import { EventFeeds } from '../../src/animations/events/feeds.ts';
import { streamEvents } from '../../src/animations/events/stream.ts';
import { QueuePlaces } from '../../src/animations/queue/places.ts';
import { defaultProject } from '../../src/project.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

/** What a reader hears who looks every few milliseconds whether the animation stalls. */
function follow(bench: Workbench, id: string, after?: number) {
  const feeds = new EventFeeds(bench.prisma, bench.notifier, new QueuePlaces(bench.prisma), { checkMs: 5 });
  return streamEvents(feeds, { id, projectId: defaultProject }, { after });
}

/** Passes over snapshots: one more may tell, before what is stored, that the silence is over. */
async function nextStored(stream: ReturnType<typeof follow>) {
  for (;;) {
    const { value } = await stream.next();
    if (value?.type !== 'snapshot') return value;
  }
}

async function silenceFor(bench: Workbench, seconds: number): Promise<Date> {
  const [{ heartbeatAt }] = await bench.prisma.$queryRaw<{ heartbeatAt: Date }[]>`
    UPDATE "Animation" SET "heartbeatAt" = now() - make_interval(secs => ${seconds})
    WHERE "status" = 'RUNNING' RETURNING "heartbeatAt"`;
  return heartbeatAt;
}

const stallOf = (since: Date) => ({ since, takeoverAt: new Date(since.getTime() + 60_000) });

describeDatabases((openTestDatabase) => {
  it('tells subscribers when heartbeats of the rendering process stop, and when they resume', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    await bench.runs.begin(renderer);
    const stream = follow(bench, id);
    expect((await stream.next()).value).toMatchObject({ type: 'snapshot', sequence: 2, stall: null });
    const told = stream.next();
    const since = await silenceFor(bench, 31);
    expect((await told).value).toMatchObject({
      type: 'snapshot',
      sequence: 2,
      status: 'RUNNING',
      stall: stallOf(since),
    });
    const better = stream.next();
    await silenceFor(bench, 0);
    expect((await better).value).toMatchObject({ type: 'snapshot', sequence: 2, stall: null });
    await stream.return?.();
    expect(bench.notifier.waiterCount).toBe(0);
  });

  it('continues with the events of the process that takes over', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    await bench.runs.begin(renderer);
    const stream = follow(bench, id);
    await stream.next();
    const told = stream.next();
    const since = await silenceFor(bench, 61);
    expect((await told).value).toMatchObject({ stall: stallOf(since) });
    await bench.runs.begin(renderer);
    const [first, second] = [await nextStored(stream), await nextStored(stream)];
    expect(first).toMatchObject({ type: 'queue-position', sequence: 3 });
    expect(second).toMatchObject({ type: 'stage', sequence: 4, stage: 'DECODING' });
    await stream.return?.();
  });

  it('is reported to new subscribers after the events that they have missed', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    await bench.runs.begin(renderer);
    const stall = stallOf(await silenceFor(bench, 31));
    expect(await bench.animations.stallOf(id)).toEqual(stall);
    const stream = follow(bench, id, 0);
    const types = [];
    for (let i = 0; i < 4; i++) types.push((await stream.next()).value);
    expect(types).toMatchObject([
      { type: 'snapshot', sequence: 0, stall },
      { type: 'queue-position', sequence: 1 },
      { type: 'stage', sequence: 2 },
      { type: 'snapshot', sequence: 2, stall },
    ]);
    await stream.return?.();
  });

  it('ends with the next heartbeat; neither a late heartbeat nor a queued animation counts', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    expect(await bench.animations.stallOf(id)).toBeNull();
    const run = await bench.runs.begin(renderer);
    await silenceFor(bench, 29);
    expect(await bench.animations.stallOf(id)).toBeNull();
    await silenceFor(bench, 31);
    if (run) await bench.runs.handBack(run);
    expect(await bench.animations.stallOf(id)).toBeNull();
  });

  it('wakes an idle worker when the animation of a silent process can be taken over', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.addAnimation();
    expect(await bench.runs.nextDueAt()).toBeNull();
    await bench.runs.begin(renderer);
    const since = await silenceFor(bench, 31);
    expect(await bench.runs.nextDueAt()).toEqual(stallOf(since).takeoverAt);
  });
});
