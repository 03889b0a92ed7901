import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

const roomy = { renderSeconds: 0, outputBytes: 1_000 };

describeDatabases((openTestDatabase) => {
  it('fails a rendering that takes too long, says what to do, and continues with the next', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker({ limits: { ...roomy, renderSeconds: 0.2 } });
    const [id, next] = [await bench.addAnimation(), await bench.addAnimation()];
    const job = await bench.engine.nextJob();
    await job.aborted();
    const failure = {
      code: 'RENDER_TIMED_OUT',
      message: expect.stringContaining('within 0.2 s; ask for a shorter or smaller video'),
      isRetryable: false,
    };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
    expect(await bench.row(id)).toMatchObject({ attempts: 1, faults: 0, outputs: [] });
    expect(await bench.outputFiles()).toEqual([]);
    expect((await bench.engine.nextJob()).id).toBe(next);
  });

  it('fails a rendering whose files grow too large, while they grow', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker({ limits: roomy });
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    const { folder, outputs } = job.request;
    await writeFile(join(folder, `${outputs[0].fileName}.partial`), new Uint8Array(1_001));
    await job.aborted();
    const failure = { code: 'VIDEO_TOO_LARGE', message: expect.stringContaining('at most 1000 bytes') };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
    expect(await bench.outputFiles()).toEqual([]);
  });

  it('fails a video that was finished too large between two checks', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker({ limits: { ...roomy, outputBytes: 14 } });
    const id = await bench.addAnimation();
    await (await bench.engine.nextJob()).finish();
    const failure = { code: 'VIDEO_TOO_LARGE' };
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'FAILED', failure });
    expect(await bench.outputFiles()).toEqual([]);
  });

  it('finishes its animation within the grace period when it closes, and takes no more', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const worker = await bench.startWorker({ graceSeconds: 60 });
    const [id, next] = [await bench.addAnimation(), await bench.addAnimation()];
    const job = await bench.engine.nextJob();
    const closed = worker.close();
    await job.finish();
    await closed;
    expect(await bench.row(id)).toMatchObject({ status: 'SUCCEEDED', attempts: 1 });
    expect(await bench.row(next)).toMatchObject({ status: 'QUEUED', attempts: 0 });
  });

  it('returns an animation to the queue if it is not finished within the grace period', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const worker = await bench.startWorker({ graceSeconds: 0.2 });
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    const startedAt = performance.now();
    await worker.close();
    expect(performance.now() - startedAt).toBeGreaterThan(150);
    expect(job.signal.aborted).toBe(true);
    expect(await bench.row(id)).toMatchObject({ status: 'QUEUED', attempts: 1, faults: 0 });
  });
});
