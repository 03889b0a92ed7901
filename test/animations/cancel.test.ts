import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeDatabases, describeServerDatabase } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

describeDatabases((openTestDatabase) => {
  it('cancels a queued animation at once without running it, and those after it move up', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const [first, second] = [await bench.addAnimation(), await bench.addAnimation()];
    const told = bench.animations.events(second);
    await told.next();
    const canceled = await bench.animations.cancel(first);
    expect(canceled).toMatchObject({ id: first, status: 'CANCELED' });
    expect(canceled.finishedAt).toBeInstanceOf(Date);
    expect((await told.next()).value).toMatchObject({ type: 'queue-position', position: 1 });
    await bench.startWorker();
    expect((await bench.engine.nextJob()).id).toBe(second);
    const events = await bench.eventsUntilEnd(first);
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'CANCELED', failure: null });
    await told.return?.();
  });

  it('cancels exactly the given animation, and the engine takes the next', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const [running, waiting] = [await bench.addAnimation(), await bench.addAnimation()];
    const job = await bench.engine.nextJob();
    job.stage('rendering');
    const answer = await bench.animations.cancel(running);
    expect(answer).toMatchObject({ status: 'RUNNING', cancelRequestedAt: expect.any(Date) });
    // Asked twice, it answers the same.
    const again = await bench.animations.cancel(running).catch((error) => error);
    expect(again.cancelRequestedAt ?? again.code).toBeOneOf([answer.cancelRequestedAt, 'NOT_CANCELABLE']);
    await job.aborted();
    const events = await bench.eventsUntilEnd(running);
    expect(events.at(-1)).toMatchObject({ status: 'CANCELED' });
    expect(await bench.outputFiles()).toEqual([]);
    const next = await bench.engine.nextJob();
    expect(next.id).toBe(waiting);
    await next.finish();
    expect((await bench.eventsUntilEnd(waiting)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('stops a run at its next progress if the worker missed the notification of its cancellation', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    await bench.prisma.animation.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
    job.frame(1);
    await job.aborted();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'CANCELED' });
  });

  it('rejects ended and unknown animations', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    await (await bench.engine.nextJob()).finish();
    await bench.eventsUntilEnd(id);
    const late = bench.animations.cancel(id);
    await expect(late).rejects.toMatchObject({
      code: 'NOT_CANCELABLE',
      message: expect.stringContaining('succeeded'),
    });
    await expect(bench.animations.cancel('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bench.row(id)).status).toBe('SUCCEEDED');
  });

  it('keeps its promise in every race with the end: a granted cancellation means CANCELED without files', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const race = async (finishDelay: number, cancelDelay: number, isCrash: boolean) => {
      const id = await bench.addAnimation();
      const job = await bench.engine.nextJob();
      const finish = ticks(finishDelay).then(() => (isCrash ? job.crash() : job.finish()));
      const granted = await ticks(cancelDelay)
        .then(() => bench.animations.cancel(id))
        .then(
          () => true,
          () => false,
        );
      await finish;
      expect(granted || !isCrash).toBe(true);
      const ended = (await bench.eventsUntilEnd(id)).at(-1);
      expect(ended).toMatchObject({ type: 'ended', status: granted ? 'CANCELED' : 'SUCCEEDED' });
      const files = (await bench.outputFiles()).filter((name) => name.startsWith(id));
      expect(files).toHaveLength(granted ? 0 : 2);
      expect(await bench.openCount()).toBe(0);
    };
    const delays = fc.integer({ min: 0, max: 60 });
    await fc.assert(
      fc.asyncProperty(delays, delays, fc.boolean(), (finish, cancel, isCrash) =>
        race(finish, cancel, isCrash),
      ),
      { numRuns: 25 },
    );
  });
});

describeServerDatabase((openTestDatabase) => {
  it('stops a run whose cancellation was sent while the connection for notifications was lost', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    // Granted without a word, which is what a lost connection makes of it.
    await bench.prisma.animation.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
    await bench.prisma.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'driftscape events' AND datname = current_database()`;
    await job.aborted();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'CANCELED' });
  });
});

/** Lets the event loop turn some times: the finest step in which two things here can happen in another order. */
async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
