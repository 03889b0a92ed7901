import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workUntilFree } from '../../src/animations/queue/start-estimate.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

describe('the work until a worker is free', () => {
  const work = fc.integer({ min: 0, max: 1_000 });
  const left = fc.array(work, { minLength: 1, maxLength: 6 });

  it.each([
    [[5], 0, 5],
    [[5], 7, 12],
    [[3, 8], 0, 3],
    [[3, 8], 4, 7],
    [[3, 8], 11, 11],
  ])('with %j left and %i waiting is %i', (each, waiting, expected) => {
    expect(workUntilFree(each, waiting)).toBe(expected);
  });

  it('exactly fills the time of the workers', () => {
    fc.assert(
      fc.property(left, work, (each, waiting) => {
        const level = workUntilFree(each, waiting);
        const done = each.reduce((sum, one) => sum + Math.max(0, level - one), 0);
        expect(done).toBeCloseTo(waiting, 6);
        expect(level).toBeGreaterThanOrEqual(Math.min(...each));
      }),
    );
  });
});

describe('the estimated start of an animation', () => {
  it('follows from the work ahead of it and the durations of recent renderings', async () => {
    await using bench = await openWorkbench(openEmbeddedTestDatabase);
    await bench.startWorker();
    const estimate = (id: string) => bench.animations.estimatedStartAt(id);
    const done = await bench.addAnimation({ seconds: 10 });
    const waited = await bench.addAnimation({ seconds: 10 });
    const first = await bench.engine.nextJob();
    // Nothing was rendered yet, so nobody knows.
    expect(await estimate(waited)).toBeNull();
    await first.finish();
    await bench.eventsUntilEnd(done);
    const startedAt = new Date('2026-01-01T00:00:00Z');
    const finishedAt = new Date(startedAt.getTime() + 100_000);
    await bench.prisma.animation.update({ where: { id: done }, data: { startedAt, finishedAt } });

    const running = await bench.engine.nextJob();
    expect(running.id).toBe(waited);
    const [next, short, last] = [
      await bench.addAnimation({ seconds: 10 }),
      await bench.addAnimation({ seconds: 10, widthPixels: 320 }),
      await bench.addAnimation({ seconds: 5 }),
    ];
    const inSeconds = async (id: string) => (Number(await estimate(id)) - Date.now()) / 1000;
    expect(await inSeconds(next)).toBeCloseTo(100, -1);
    expect(await inSeconds(short)).toBeCloseTo(200, -1);
    // Half as wide and high is a quarter of the work.
    expect(await inSeconds(last)).toBeCloseTo(225, -1);
    await bench.prisma.animation.update({ where: { id: waited }, data: { framesDone: 150 } });
    expect(await inSeconds(next)).toBeCloseTo(50, -1);
    expect(await estimate(waited)).toBeNull();
    await running.finish();
  });
});
