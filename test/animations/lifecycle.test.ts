import { expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench, Workbench } from './workbench.ts';

/** Lets the database refuse every row of an animation that has succeeded. */
async function refuseSuccess(prisma: Workbench['prisma']): Promise<void> {
  await prisma.$executeRaw`CREATE FUNCTION refuse_success() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''no room''; END'`;
  await prisma.$executeRaw`CREATE TRIGGER refuse_success BEFORE UPDATE ON "Animation" FOR EACH ROW
    WHEN (NEW."status" = 'SUCCEEDED') EXECUTE FUNCTION refuse_success()`;
}

async function acceptSuccess(prisma: Workbench['prisma']): Promise<void> {
  await prisma.$executeRaw`DROP TRIGGER refuse_success ON "Animation"`;
}

describeDatabases((openTestDatabase) => {
  it('queues a new animation with its settings filled in, its job and its first event', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const animation = await bench.animations.create({ imageId, settings: { seconds: 2, fps: 24 } });
    expect(animation).toMatchObject({
      imageId,
      status: 'QUEUED',
      framesTotal: 48,
      framesDone: 0,
      attempts: 0,
    });
    expect(animation.settings).toMatchObject({ seconds: 2, fps: 24, loop: 'symmetric', speed: 0.09375 });
    expect(await bench.openCount()).toBe(1);
    const events = await bench.prisma.animationEvent.findMany({ where: { animationId: animation.id } });
    expect(events).toMatchObject([{ sequence: 1, type: 'QUEUE_POSITION', payload: { position: 1 } }]);
  });

  it('rejects an unknown image and bad settings without leaving a row, job or event', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const create = (imageId: string, settings: object) => bench.animations.create({ imageId, settings });
    await expect(create('nothing', {})).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['imageId'] });
    const imageId = await bench.addImage();
    const tooFast = create(imageId, { speed: 2 });
    await expect(tooFast).rejects.toMatchObject({ code: 'INVALID_SETTINGS', path: ['speed'] });
    const notANumber = create(imageId, { motion: [0, 0, 0, Number.NaN, 0, 0, 0, 0] });
    await expect(notANumber).rejects.toMatchObject({ code: 'INVALID_SETTINGS' });
    expect(await bench.prisma.animation.count()).toBe(0);
    expect(await bench.prisma.animationEvent.count()).toBe(0);
    expect(await bench.openCount()).toBe(0);
  });

  it('reports a whole run: snapshot, stages, frames with pictures, end with outputs', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation({ seconds: 1, fps: 10 });
    const told = bench.eventsUntilEnd(id, { after: 0 });
    const job = await bench.engine.nextJob();
    job.stage('decoding');
    job.stage('predicting-motion');
    job.stage('rendering');
    job.preview(1, new Uint8Array([0xff, 0xd8, 0xff]));
    for (let frame = 1; frame <= 10; frame++) job.frame(frame);
    job.stage('finishing');
    await job.finish();
    const events = await told;

    expect(events.map(({ type }) => type)).toEqual([
      'snapshot',
      'queue-position',
      ...Array(3).fill('stage'),
      'frame',
      'stage',
      'ended',
    ]);
    expect(events.slice(1).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const stages = events.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
    expect(stages).toEqual(['DECODING', 'PREDICTING_MOTION', 'RENDERING', 'FINISHING']);
    const picture = { jpeg: new Uint8Array([0xff, 0xd8, 0xff]), width: 320, height: 180 };
    expect(events[5]).toMatchObject({ frame: 10, frames: 10, preview: picture });
    expect(events.at(-1)).toMatchObject({ status: 'SUCCEEDED', failure: null });

    const row = await bench.row(id);
    const frames = { framesDone: 10, framesTotal: 10 };
    expect(row).toMatchObject({
      status: 'SUCCEEDED',
      stage: null,
      device: 'cpu',
      bundle: 'test@1.0.0',
      ...frames,
    });
    expect(row.report).toMatchObject({ width: 640, frames: 10 });
    expect(row.finishedAt?.getTime()).toBeGreaterThanOrEqual(row.startedAt?.getTime() as number);
    const [video, poster] = row.outputs;
    expect(video).toMatchObject({ kind: 'VIDEO', format: 'mp4-h264', sizeBytes: 7, widthPixels: 640 });
    expect(poster).toMatchObject({ kind: 'POSTER', format: 'jpeg', sizeBytes: 8, heightPixels: 360 });
    expect(await bench.storage.describe(video.storageKey)).toMatchObject({ contentType: 'video/mp4' });
    expect(await bench.storage.has(poster.storageKey)).toBe(true);
    expect(video.storageKey).toBe(`animations/${id}-1/${video.sha256?.slice(0, 32)}.mp4`);
    expect(await bench.outputFiles()).toHaveLength(2);
    expect(await bench.openCount()).toBe(0);
  });

  it('runs animations one at a time in order of creation, and announces new positions', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const ids = [await bench.addAnimation(), await bench.addAnimation(), await bench.addAnimation()];
    expect(await Promise.all(ids.map((id) => bench.animations.queuePosition(id)))).toEqual([1, 2, 3]);
    const told = bench.eventsUntilEnd(ids[2], { after: 0 });
    await bench.startWorker();
    for (const id of ids) {
      const job = await bench.engine.nextJob();
      expect(job.id).toBe(id);
      expect(await bench.prisma.animation.count({ where: { status: 'RUNNING' } })).toBe(1);
      await job.finish();
    }
    const positions = (await told).flatMap((event) =>
      event.type === 'queue-position' ? [event.position] : [],
    );
    expect(positions).toEqual([3, 2, 1]);
    expect(await bench.animations.queuePosition(ids[0])).toBeNull();
  });

  it('fails at once for errors that the user can fix, and continues with the next', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const next = await bench.addAnimation();
    (await bench.engine.nextJob()).fail(new UserError('INVALID_IMAGE', 'This photo is cut short'));
    const events = await bench.eventsUntilEnd(id);
    const failure = { code: 'INVALID_IMAGE', message: 'This photo is cut short', isRetryable: false };
    expect(events.at(-1)).toMatchObject({ type: 'ended', status: 'FAILED', failure });
    const columns = { failureCode: 'INVALID_IMAGE', failureIsRetryable: false, attempts: 1, faults: 0 };
    expect(await bench.row(id)).toMatchObject({ status: 'FAILED', outputs: [], ...columns });
    const job = await bench.engine.nextJob();
    expect(job.id).toBe(next);
    expect(await bench.outputFiles()).toEqual([]);
    await job.finish();
  });

  it('fails an animation whose stored settings this version rejects, and continues', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const id = await bench.addAnimation();
    const next = await bench.addAnimation();
    await bench.prisma.animation.update({ where: { id }, data: { settings: { speed: 'as in 2019' } } });
    await bench.startWorker();
    const ended = (await bench.eventsUntilEnd(id)).at(-1);
    expect(ended).toMatchObject({ status: 'FAILED', failure: { code: 'INVALID_SETTINGS' } });
    expect((await bench.engine.nextJob()).id).toBe(next);
  });

  it('reveals no internals when a bug makes it fail', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    (await bench.engine.nextJob()).fail(new TypeError('undefined is not a flow'));
    const [ended] = (await bench.eventsUntilEnd(id)).slice(-1);
    expect(ended).toMatchObject({ status: 'FAILED', failure: { code: 'INTERNAL', isRetryable: true } });
    expect((await bench.row(id)).failureMessage).not.toContain('flow');
  });

  it('retries at its old place after a crash, and gives up after the third', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const behind = await bench.addAnimation();
    const told = bench.eventsUntilEnd(id, { after: 0 });
    for (let attempt = 1; attempt <= 3; attempt++) {
      const job = await bench.engine.nextJob();
      expect(job.id).toBe(id);
      job.crash();
    }
    const events = await told;
    expect(events.at(-1)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'ENGINE_CRASHED', isRetryable: true },
    });
    const kinds = events.slice(1, -1).map((event) => (event.type === 'stage' ? event.stage : event.type));
    expect(kinds).toEqual(Array(3).fill(['queue-position', 'DECODING']).flat());
    expect(await bench.row(id)).toMatchObject({ status: 'FAILED', attempts: 3, faults: 3 });
    expect((await bench.engine.nextJob()).id).toBe(behind);
  });

  it('runs an animation again if its end could not be stored', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    await refuseSuccess(bench.prisma);
    await job.finish();
    // It begins again only when its end was refused.
    const again = await bench.engine.nextJob();
    await acceptSuccess(bench.prisma);
    await again.finish();
    expect((await bench.eventsUntilEnd(id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    const { outputs, ...row } = await bench.row(id);
    expect(row).toMatchObject({ attempts: 2, faults: 1 });
    expect(outputs[0].storageKey).toMatch(`animations/${id}-2/`);
  });

  it('returns the running animation to the queue when the worker closes, and resumes it after a restart', async () => {
    await using test = await openTestDatabase();
    let id: string;
    {
      await using bench = await Workbench.open(test);
      const worker = await bench.startWorker();
      id = await bench.addAnimation();
      (await bench.engine.nextJob()).stage('rendering');
      await worker.close();
      expect(await bench.row(id)).toMatchObject({
        status: 'QUEUED',
        stage: null,
        startedAt: null,
        faults: 0,
      });
      expect(await bench.outputFiles()).toEqual([]);
    }
    await using bench = await Workbench.open(test);
    await bench.startWorker();
    await (await bench.engine.nextJob()).finish();
    await bench.eventsUntilEnd(id);
    expect(await bench.row(id)).toMatchObject({ status: 'SUCCEEDED', attempts: 2 });
  });

  it('drops the pictures of frames some time after the end, and keeps the events', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    await bench.startWorker();
    const id = await bench.addAnimation();
    const job = await bench.engine.nextJob();
    job.preview(1, new Uint8Array([1]));
    await job.finish();
    const before = await bench.eventsUntilEnd(id, { after: 0 });
    expect(before.find(({ type }) => type === 'frame')).toMatchObject({ preview: { width: 320 } });

    await bench.runs.dropOldPreviews();
    expect(await bench.eventsUntilEnd(id, { after: 0 })).toMatchObject(
      before
        .slice(1)
        .map(({ type }) => ({ type }))
        .toSpliced(0, 0, { type: 'snapshot' }),
    );
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await bench.prisma.animation.update({ where: { id }, data: { finishedAt: anHourAgo } });
    await bench.runs.dropOldPreviews();
    const after = await bench.eventsUntilEnd(id, { after: 0 });
    expect(after.map(({ type }) => type)).toEqual(before.map(({ type }) => type));
    expect(after.find(({ type }) => type === 'frame')).toMatchObject({ frame: 1, preview: null });
  });
});
