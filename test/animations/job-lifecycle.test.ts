import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stateOf } from '../../src/animations/lifecycle/job-lifecycle.ts';
import { hasEnded, type JobTransition, newJob, next } from '../../src/animations/lifecycle/job-state.ts';
import type { Run } from '../../src/animations/work/runs.ts';
import { describeDatabases } from '../support/databases.ts';
import { plainReport } from './scripted-engine.ts';
import { openWorkbench, retryAtOnce, type Workbench } from './workbench.ts';

const renderer = { device: 'cpu', bundle: 'test@1.0.0' };
const failure = { code: 'INVALID_IMAGE', message: 'This photo is cut short', isRetryable: false } as const;
const size = { widthPixels: 640, heightPixels: 360, sizeBytes: 7 };
const outputs = [
  {
    kind: 'VIDEO' as const,
    format: 'mp4-h264',
    ...size,
    contentType: 'video/mp4',
    storageKey: 'animations/a/b.mp4',
  },
  {
    kind: 'POSTER' as const,
    format: 'jpeg',
    ...size,
    contentType: 'image/jpeg',
    storageKey: 'animations/a/c.jpg',
  },
];

/** Causes a transition with the calls of the worker and the API. */
async function make(bench: Workbench, id: string, run: Run, { type }: JobTransition): Promise<unknown> {
  switch (type) {
    case 'claimed':
      return bench.runs.begin(renderer);
    case 'cancel-requested':
      return bench.animations.cancel(id).catch((error) => expect(error.code).toBe('NOT_CANCELABLE'));
    case 'finished':
      return bench.runs.end(run, { status: 'SUCCEEDED', report: plainReport, outputs });
    case 'failed':
      return bench.runs.end(run, { status: 'FAILED', failure });
    case 'stopped':
      return bench.runs.end(run, { status: 'CANCELED' });
    case 'faulted':
      return bench.runs.retry(run, failure);
    case 'handed-back':
      return bench.runs.handBack(run);
    case 'owner-died':
      return bench.runs.recover();
  }
}

describeDatabases((openTestDatabase) => {
  it('keeps rows, events and jobs consistent with the state machine, whatever happens', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const toRun = fc.constantFrom('finished', 'failed', 'faulted', 'handed-back', 'stopped');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant({ type: 'claimed' as const }) },
      fc.constant({ type: 'cancel-requested' as const }),
      fc.constant({ type: 'owner-died' as const }),
      { weight: 4, arbitrary: fc.record({ type: toRun, isStale: fc.boolean() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { id } = await bench.animations.create({ imageId, settings: {}, mayReuse: false });
        let expected = newJob;
        for (const { type, ...which } of steps) {
          const attempt = expected.attempts - ('isStale' in which && which.isStale ? 1 : 0);
          const transition = 'isStale' in which ? { type, attempt } : { type };
          const run = { id, attempt } as Run;
          await make(bench, id, run, transition as JobTransition);
          const limits = { maxFaults: retryAtOnce.maxAttempts };
          expected = next(expected, transition as JobTransition, limits) ?? expected;
          const row = await bench.row(id);
          expect(stateOf(row)).toEqual(expected);
          expect(row.finishedAt !== null).toBe(hasEnded(expected));
          expect(row.stage !== null).toBe(expected.status === 'RUNNING');
          expect(row.outputs).toHaveLength(expected.status === 'SUCCEEDED' ? 2 : 0);
          if (hasEnded(expected)) expect(row.failureCode !== null).toBe(expected.status === 'FAILED');
          expect(await bench.openCount()).toBe(hasEnded(expected) ? 0 : 1);
        }
        const events = await bench.prisma.animationEvent.findMany({
          where: { animationId: id },
          orderBy: { sequence: 'asc' },
        });
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i + 1));
        const ends = events.filter(({ type }) => type === 'ENDED');
        expect(ends).toHaveLength(hasEnded(expected) ? 1 : 0);
        if (!hasEnded(expected)) await end(bench, id);
      }),
      { numRuns: 40 },
    );
  });
});

/** Leaves the queue empty for the next sequence. */
async function end(bench: Workbench, id: string): Promise<void> {
  const { attempts } = await bench.animations.cancel(id);
  await bench.runs.end({ id, attempt: attempts } as Run, { status: 'CANCELED' });
}
