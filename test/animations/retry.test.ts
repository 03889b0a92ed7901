import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseMs } from '../../src/back-off.ts';
import { UserError } from '../../src/errors.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

const soon = { maxAttempts: 3, firstSeconds: 0.4, longestSeconds: 0.4 };
const late = { maxAttempts: 3, firstSeconds: 600, longestSeconds: 600 };
const full = () => new UserError('STORAGE_FULL', 'No space is left on the disk', { isRetryable: true });

describe('the delay before the next attempt', () => {
  it('doubles up to the longest, with half of it random', () => {
    const backOff = { firstSeconds: 5, longestSeconds: 60 };
    const pauses = (chance: number) => [1, 2, 3, 4, 5, 6].map((n) => pauseMs(n, backOff, chance) / 1000);
    expect(pauses(1)).toEqual([5, 10, 20, 40, 60, 60]);
    expect(pauses(0)).toEqual([2.5, 5, 10, 20, 30, 30]);
  });

  it('is never negative, nor longer than the longest, after any number of faults', () => {
    const seconds = fc.double({ min: 0, max: 3_600, noNaN: true });
    const faults = fc.integer({ min: 1, max: 100 });
    const chance = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, faults, chance, (firstSeconds, longestSeconds, n, luck) => {
        const pause = pauseMs(n, { firstSeconds, longestSeconds }, luck);
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(longestSeconds * 1000);
      }),
    );
  });
});

describeDatabases((openTestDatabase) => {
  it('waits after a fault, reports why and until when, and lets others go first', async () => {
    await using bench = await openWorkbench(openTestDatabase, late);
    await bench.startWorker();
    const [id, behind] = [await bench.addAnimation(), await bench.addAnimation()];
    (await bench.engine.nextJob()).fail(full());
    const other = await bench.engine.nextJob();
    expect(other.id).toBe(behind);
    const row = await bench.row(id);
    expect(row).toMatchObject({ status: 'QUEUED', attempts: 1, faults: 1, failureCode: 'STORAGE_FULL' });
    const firstSeconds = (Number(row.nextAttemptAt) - Date.now()) / 1000;
    expect(firstSeconds).toBeGreaterThan(0);
    expect(firstSeconds).toBeLessThan(late.firstSeconds);
    expect(await bench.animations.queuePosition(id)).toBe(1);
    await other.finish();
  });

  it('is retried in time even if nobody wakes the worker, and then reports no fault', async () => {
    await using bench = await openWorkbench(openTestDatabase, soon);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const first = await bench.engine.nextJob();
    const failedAt = performance.now();
    first.fail(full());
    const job = await bench.engine.nextJob();
    const waitedSeconds = (performance.now() - failedAt) / 1000;
    expect(waitedSeconds).toBeGreaterThan(soon.firstSeconds / 2);
    // Long before it would look anyway.
    expect(waitedSeconds).toBeLessThan(20);
    expect(await bench.row(id)).toMatchObject({ status: 'RUNNING', attempts: 2, nextAttemptAt: null });
    await job.finish();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED', failure: null });
    expect(await bench.row(id)).toMatchObject({ failureCode: null, failureMessage: null });
  });

  it('retries transient faults (no space for a video, no network) and finally reports how often', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const reset = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    for (const fault of [full(), new Error('the storage failed', { cause: reset }), full()]) {
      (await bench.engine.nextJob()).fail(fault);
    }
    const message = 'Gave up after 3 attempts. No space is left on the disk';
    const failure = { code: 'STORAGE_FULL', message, isRetryable: true };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
    expect(await bench.row(id)).toMatchObject({ attempts: 3, faults: 3, nextAttemptAt: null });
    expect(await bench.outputFiles()).toEqual([]);
  });

  it('cancels an animation in a retry delay at once', async () => {
    await using bench = await openWorkbench(openTestDatabase, late);
    await bench.startWorker();
    const id = await bench.addAnimation();
    (await bench.engine.nextJob()).crash();
    for await (const event of bench.animations.events(id, { after: 2 })) {
      if (event.type === 'queue-position') break;
    }
    const canceled = { status: 'CANCELED', nextAttemptAt: null, failureCode: null };
    expect(await bench.animations.cancel(id)).toMatchObject(canceled);
    expect(await bench.openCount()).toBe(0);
  });

  it('makes a new animation from a canceled one, with its photo and settings', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation({ seconds: 3, speed: 0.7 });
    await expect(bench.animations.retry(id)).rejects.toMatchObject({ code: 'NOT_RETRYABLE' });
    const first = await bench.animations.cancel(id);
    const again = await bench.animations.retry(id);
    const { imageId, settings, framesTotal, renderDigest } = first;
    expect(again).toMatchObject({ retryOfId: id, imageId, settings, framesTotal, renderDigest });
    expect(again).toMatchObject({ status: 'QUEUED', attempts: 0, faults: 0 });
    expect((await bench.row(id)).status).toBe('CANCELED');
    expect(await bench.animations.queuePosition(again.id)).toBe(1);
    await expect(bench.animations.retry('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
